import assert from "node:assert/strict";
import { links } from "../../../operations/layers/links/links";
import { mirroredServices } from "../../../operations/layers/mirroredServices/mirroredServices";
import { serviceMirrors } from "../../../operations/layers/serviceMirrors/serviceMirrors";
import type { Layer } from "../../../operations/findings/layer";
import type { MeshView } from "../../../operations/view/meshView";
import { examined } from "../support/examined";
import { endpoints, service } from "../support/kubernetesObjects";
import { healthyCredentials } from "../support/links";
import { change, LinkedMesh, named, remove } from "../support/linkedMesh";

const WHERE = "cluster1-to-cluster2";
const BOTH = "pulumi up --stack org/mesh/south; pulumi up";

describe("links to clusters of another stack", () => {
    let mesh: LinkedMesh;
    const first = () => mesh.kubernetes("cluster1");

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    /** The mesh as the stack of its first cluster sees it. */
    function view(changes: Partial<MeshView["clusters"][number]> = {}): MeshView {
        const whole = mesh.view();
        const config = {
            ...whole.config,
            ...{ clusters: whole.config.clusters.slice(0, 1), links: [], sample: undefined },
            peers: [{ stack: "org/mesh/south", clusters: ["cluster2"] }],
            peerLinks: [
                { source: "cluster1", target: "cluster2" },
                { source: "cluster2", target: "cluster1" },
            ],
        };
        const clusters = whole.clusters.slice(0, 1).map((cluster) => ({ ...cluster, ...changes }));
        return { ...whole, config, clusters };
    }

    const findingsOf = (layer: Layer, of = view()) =>
        examined(layer, of).findings.map(({ severity, code, where, what, remedy }) => ({
            ...{ severity, code, where, what },
            remedy: remedy.replaceAll("\n", "; "),
        }));

    for (const [layer, scope] of [
        [links, "1 of 2 links"],
        [serviceMirrors, "1 service mirror, their leases and probes"],
        [mirroredServices, "0 exported Services, 1 link"],
    ] as const) {
        it(`are examined, and nothing is said of healthy ones: ${layer.title}`, () => {
            assert.deepEqual(examined(layer, view()), { scope, findings: [], notChecked: [] });
        });
    }

    it("may lack their Link: it was deleted, or the other stack has to be run first", () => {
        remove(first().links, "cluster2");
        assert.deepEqual(findingsOf(links), [
            {
                ...{ severity: "warning", code: "link-missing", where: WHERE },
                what: "Link linkerd-multicluster/cluster2 is missing in cluster1: the stack of cluster2 does not tell of it yet, or it was deleted",
                remedy: `${BOTH}; pulumi up --refresh`,
            },
        ]);
        assert.deepEqual(findingsOf(serviceMirrors), []);
    });

    it("may lack their Secrets", () => {
        remove(first().secrets, "cluster-credentials-cluster2");
        assert.deepEqual(
            findingsOf(links).map(({ code, what }) => [code, what]),
            ["linkerd-multicluster", "linkerd"].map((namespace) => [
                "link-secret-unusable",
                `Secret ${namespace}/cluster-credentials-cluster2 is missing in cluster1`,
            ]),
        );
    });

    const refused = "cluster2 does not accept the token in Secret cluster-credentials-cluster2";

    it("may have credentials that the other stack took back", () => {
        const credentials = new Map([["cluster2", { failure: refused, kind: "credentials" }]]);
        assert.deepEqual(findingsOf(links, view({ credentials })), [
            {
                ...{ severity: "error", code: "credentials-refused", where: WHERE },
                ...{ what: refused, remedy: BOTH },
            },
        ]);
    });

    it("may have credentials that cannot be tried from here, which is no finding", () => {
        const failure = "cluster2 was asked about its credentials, but it does not answer";
        const credentials = new Map([["cluster2", { failure }]]);
        assert.deepEqual(examined(links, view({ credentials })), {
            scope: "1 of 2 links",
            findings: [],
            notChecked: [`${WHERE}: ${failure}`],
        });
    });

    it("may have credentials with too few rights", () => {
        const seen = { ...healthyCredentials("cluster1", "cluster2"), missing: ["watch services"] };
        const credentials = new Map([["cluster2", { seen }]]);
        assert.deepEqual(findingsOf(links, view({ credentials })), [
            {
                ...{ severity: "error", code: "credentials-lack-rights", where: WHERE },
                what: "system:serviceaccount:linkerd-multicluster:linkerd-service-mirror-remote-access-cluster1, whose token is in Secret cluster-credentials-cluster2, may not watch services in cluster2",
                remedy: BOTH,
            },
        ]);
    });

    it("may lead to a gateway that is dead", () => {
        mesh.setGatewayAlive("cluster1", "cluster2", { seen: false });
        assert.deepEqual(
            findingsOf(serviceMirrors).map(({ code, where }) => [code, where]),
            [["gateway-dead", WHERE]],
        );
    });

    it("may have a service mirror that is down", () => {
        const name = "linkerd-service-mirror-cluster2";
        change(named(first().deployments, name).status, { availableReplicas: 0 });
        assert.deepEqual(
            findingsOf(serviceMirrors).map(({ code, where }) => [code, where]),
            [["service-mirror-down", WHERE]],
        );
    });

    it("may have mirrors that lead elsewhere, and mirrors of Services without pods", () => {
        const labels = {
            "mirror.linkerd.io/mirrored-service": "true",
            "mirror.linkerd.io/cluster-name": "cluster2",
        };
        first().services.push(service("shop", "cart-cluster2", labels));
        first().services.push(service("shop", "till-cluster2", labels));
        first().endpoints.push(endpoints("shop", "cart-cluster2", "198.19.0.1", 4143));
        assert.deepEqual(
            findingsOf(mirroredServices).map(({ code, where, what }) => [code, where, what]),
            [
                [
                    "mirror-misdirected",
                    WHERE,
                    "mirrored Service shop/cart-cluster2 leads to 198.19.0.1:4143, and the Link says 10.20.0.150:4143",
                ],
            ],
        );
    });
});
