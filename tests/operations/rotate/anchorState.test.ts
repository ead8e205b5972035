import { V1ObjectMeta, V1Secret } from "@kubernetes/client-node";
import { X509Certificate } from "node:crypto";
import assert from "node:assert/strict";
import { anchorState, podKey } from "../../../operations/rotate/anchorState";
import { change, LinkedMesh, named } from "../support/linkedMesh";
import { make } from "../support/kubernetesObjects";
import { certificate, tlsData, type Pair } from "../support/pki";

const [first, second, foreign] = ["first", "second", "foreign"].map((name) => certificate(name));
const POD = "web-5f7d-abcde";
const JOB = [{ kind: "Job", name: "batch", controller: true }];

function present(pair: Pair | undefined): Pair {
    if (pair === undefined) throw new Error("no certificate");
    return pair;
}

describe("anchorState", () => {
    let mesh: LinkedMesh;
    const issuer = certificate("issuer", present(second));
    const leaf = certificate("leaf", issuer, { host: "web" });
    const chain = [leaf, issuer].map(({ cert }) => new X509Certificate(cert));

    beforeEach(() => {
        mesh = new LinkedMesh(1);
        const { configMaps, secrets } = mesh.kubernetes("cluster1");
        const roots = named(configMaps, "linkerd-identity-trust-roots");
        change(roots, {
            data: { "ca-bundle.crt": `${present(first).cert}${present(second).cert}` },
        });
        const name = { name: "linkerd-identity-issuer", namespace: "linkerd" };
        secrets.push(make(V1Secret, { metadata: make(V1ObjectMeta, name), data: tlsData(issuer) }));
    });

    const state = (
        trustAnchors: Readonly<Record<string, string>>,
        certificates: Parameters<typeof anchorState>[1] = new Map(),
    ) => {
        const view = mesh.view();
        return anchorState({ ...view, outputs: { clusters: {}, trustAnchors } }, certificates);
    };
    const ofShop = ({ clusters }: ReturnType<typeof anchorState>) =>
        clusters[0]?.pods.filter(({ namespace }) => namespace === "shop");
    const made = () => ({ "1": present(first).cert, "2": present(second).cert });

    it("tells live anchors and issuers by the stack's generations", () => {
        const { generations, signing, clusters } = state(made());
        assert.deepEqual(
            [generations, signing, clusters.map(({ live, issuer: by }) => [live, by])],
            [[1], 1, [[[1, 2], 2]]],
        );
    });

    it("knows no anchor of somebody else", () => {
        const { clusters } = state({ "1": present(foreign).cert });
        assert.deepEqual(
            clusters.map(({ live, issuer: by }) => [live, by]),
            [[[], undefined]],
        );
    });

    it("tells for each meshed pod what it trusts, and whose certificate it shows", () => {
        const { injectedPods, pods } = mesh.kubernetes("cluster1");
        const pod = structuredClone(named(pods, "linkerd-gateway-5f7d-abcde"));
        change(pod.metadata, { name: POD, namespace: "shop", ownerReferences: [] });
        injectedPods.push(pod);
        const certificates = new Map([[podKey("cluster1", "shop", POD), chain]]);
        assert.deepEqual(ofShop(state(made(), certificates)), [
            { namespace: "shop", kind: "Pod", name: POD, isCurrent: false, signedBy: 2 },
        ]);
        assert.deepEqual(ofShop(state(made())), [
            { namespace: "shop", kind: "Pod", name: POD, isCurrent: false },
        ]);
    });

    const OWNERS: readonly [string, object, object, object[]][] = [
        ["a Job that runs", JOB, { phase: "Running" }, [{ kind: "Job", name: "batch" }]],
        [
            "a Job whose pod waits for a node",
            JOB,
            { phase: "Pending" },
            [{ kind: "Job", name: "batch" }],
        ],
        ["no Job that has ended", JOB, { phase: "Succeeded" }, []],
        ["no Job that has failed", JOB, { phase: "Failed" }, []],
        ["a pod that nobody makes anew", [], { phase: "Running" }, [{ kind: "Pod", name: POD }]],
    ];
    for (const [what, ownerReferences, status, expected] of OWNERS) {
        it(`has ${what}`, () => {
            const { injectedPods, pods } = mesh.kubernetes("cluster1");
            const pod = structuredClone(named(pods, "linkerd-gateway-5f7d-abcde"));
            change(pod, { status });
            change(pod.metadata, { name: POD, namespace: "shop", ownerReferences });
            injectedPods.push(pod);
            assert.deepEqual(
                ofShop(state(made()))?.map(({ kind, name }) => ({ kind, name })),
                expected,
            );
        });
    }
});
