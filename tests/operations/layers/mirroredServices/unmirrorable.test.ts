import assert from "node:assert/strict";
import { mirroredServices } from "../../../../operations/layers/mirroredServices/mirroredServices";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import { examined } from "../../support/examined";
import { endpoints, namespace, service } from "../../support/kubernetesObjects";
import { change, LinkedMesh } from "../../support/linkedMesh";

const EXPORTED = { "mirror.linkerd.io/exported": "true" };
const RESTART =
    "kubectl --context cluster2 --namespace linkerd-multicluster rollout restart deployment/linkerd-service-mirror-cluster1";

/** Fields of a Service's spec. */
interface Spec {
    readonly type?: string;
    readonly externalName?: string;
    readonly clusterIP?: string;
    readonly ports?: readonly { readonly port: number; readonly protocol?: string }[];
}

/** What is said where cluster1 exports this too; a mesh whose mirrors are all there has none of it. */
function saidOf(name: string, spec: Spec, mesh = new LinkedMesh()) {
    const exported = service("shop", name, EXPORTED);
    change(exported.spec, spec);
    const first = mesh.kubernetes("cluster1");
    first.services.push(exported);
    if (spec.type !== "ExternalName") {
        first.endpoints.push(endpoints("shop", name, "10.233.64.77", 80));
    }
    mesh.kubernetes("cluster2").namespaces.push(namespace("shop"));
    return examined(mirroredServices, mesh.view()).findings;
}

const missing = (name: string): ReportedFinding => ({
    severity: "error",
    code: "mirror-missing",
    where: "cluster2-to-cluster1",
    what: `Service shop/${name} of cluster1 has no mirror shop/${name}-cluster1 in cluster2`,
    why: "The service mirror runs and has passed it over; it begins anew when it restarts.",
    remedy: RESTART,
});
const unusable = (what: string, why: string): ReportedFinding => ({
    severity: "error",
    code: "export-unusable",
    where: "cluster1",
    what: `exported Service shop/cart ${what}`,
    why,
    remedy: "kubectl --context cluster1 --namespace shop label service cart mirror.linkerd.io/exported-",
});

const USELESS: readonly [string, Spec, string, string][] = [
    [
        "of type ExternalName",
        { type: "ExternalName", externalName: "db.example" },
        "is of type ExternalName, another name of db.example",
        "It has no pods to which the gateway could send: its mirrors lead nowhere.",
    ],
    [
        "without ports, as a headless one may be",
        { clusterIP: "None", ports: [] },
        "has no ports",
        "A mirror is a Service with an address of its own, and Kubernetes refuses one without ports.",
    ],
    [
        "without a TCP port",
        {
            ports: [
                { port: 53, protocol: "UDP" },
                { port: 54, protocol: "SCTP" },
            ],
        },
        "has no TCP port, only UDP 53, SCTP 54",
        "Linkerd carries TCP alone: what is sent to its mirrors is lost.",
    ],
];

describe("exported Services that no mirror can stand for", () => {
    for (const [title, spec, what, why] of USELESS) {
        it(`are named once where they are: ${title}`, () => {
            assert.deepEqual(saidOf("cart", spec, new LinkedMesh(3)), [unusable(what, why)]);
        });
    }

    for (const [title, spec] of [
        [
            "with one TCP port among others",
            { ports: [{ port: 53, protocol: "UDP" }, { port: 53 }] },
        ],
        ["that are headless, with a port", { clusterIP: "None" }],
    ] as const) {
        it(`are not those ${title}`, () => {
            assert.deepEqual(saidOf("cart", spec), [missing("cart")]);
        });
    }

    it("are those whose mirror's name is too long", () => {
        const name = "n".repeat(55);
        assert.deepEqual(saidOf(name, {}), [
            {
                severity: "error",
                code: "mirror-name-too-long",
                where: "cluster2-to-cluster1",
                what: `Service shop/${name} of cluster1 cannot have a mirror: ${name}-cluster1 has 64 characters, and a Service's name 63 at most`,
                why: "The service mirror tries in vain. A Service that cluster1 exports may have a name of 54 characters.",
                remedy: `kubectl --context cluster1 --namespace shop label service ${name} mirror.linkerd.io/exported-  # and export a Service of a shorter name`,
            },
        ]);
    });

    it("are not those whose mirror's name just fits", () => {
        const name = "n".repeat(54);
        assert.deepEqual(saidOf(name, {}), [missing(name)]);
    });

    it("are those whose mirror's name another Service has", () => {
        const mesh = new LinkedMesh();
        mesh.kubernetes("cluster2").services.push(service("shop", "cart-cluster1", {}));
        assert.deepEqual(saidOf("cart", {}, mesh), [
            {
                severity: "error",
                code: "mirror-name-taken",
                where: "cluster2-to-cluster1",
                what: "Service shop/cart of cluster1 cannot have a mirror: cluster2 has a Service shop/cart-cluster1 already, which is none",
                why: "Requests go to that Service, and the service mirror does not touch it.",
                remedy: `kubectl --context cluster2 --namespace shop delete service cart-cluster1  # if nobody needs it; else export a Service of another name\n${RESTART}`,
            },
        ]);
    });

    it("are not those of whose name there is a Service in another namespace", () => {
        const mesh = new LinkedMesh();
        mesh.kubernetes("cluster2").services.push(service("sample", "cart-cluster1", {}));
        assert.deepEqual(saidOf("cart", {}, mesh), [missing("cart")]);
    });
});
