import assert from "node:assert/strict";
import { SAMPLE, threeClusters, twoClusters } from "../support/fixtures";
import { sampleEntries } from "../support/meshEntries";
import { once, type Recording } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";

const without = once(() => recordMesh(threeClusters));
const three = once(() => recordMesh(() => threeClusters({ sample: SAMPLE })));

/** Everything that has to be gone before `name` is deleted, over any number of steps. */
function goneBefore({ resources }: Recording, name: string): Set<string> {
    const found = new Set<string>();
    const visit = (target: string) => {
        for (const { name: other, dependencies } of resources) {
            if (!found.has(other) && dependencies.includes(target)) {
                found.add(other);
                visit(other);
            }
        }
    };
    visit(name);
    return found;
}

describe("Mesh with the sample", () => {
    it("exports it in the first cluster and splits with it in every other", async () => {
        const { list, below } = await three();
        const plain = (await without()).list;
        const added = list.filter(([, name]) => !plain.some(([, other]) => other === name));
        assert.deepEqual(added, [
            ...sampleEntries("east", true),
            ...sampleEntries("west", false),
            ...sampleEntries("west-2", false),
        ]);
        assert.deepEqual(below("west-2-sample"), sampleEntries("west-2", false).slice(1));
    });

    it("names the mirror of the first cluster in each split", async () => {
        const recording = await three();
        for (const name of ["west", "west-2"]) {
            assert.deepEqual(at(recording, `${name}-sample-split`, "spec", "backends"), [
                { service: "helloworld", weight: 80 },
                { service: "helloworld-east", weight: 20 },
            ]);
        }
    });

    it("changes nothing else, whether it comes or goes on a live mesh", async () => {
        const { get } = await three();
        for (const resource of (await without()).resources) {
            // It waits for all of the mesh.
            if (resource.name === "cut-off-check") continue;
            assert.deepEqual({ ...get(resource.name) }, resource, resource.name);
        }
    });

    it("is gone before its namespace, the adaptor and the control plane", async () => {
        const recording = await three();
        for (const name of ["west", "west-2"]) {
            const parts = sampleEntries(name, false).map(([, part]) => part);
            const [, namespace = "", ...inside] = parts;
            const before = (resource: string) => goneBefore(recording, resource);
            for (const later of [namespace, `${name}-smi-release`, `${name}-linkerd-release`]) {
                assert.deepEqual(
                    inside.filter((part) => !before(later).has(part)),
                    [],
                    later,
                );
            }
            // Kubernetes takes 5 s for each namespace: `destroy` removes all of a cluster side by side.
            assert.ok(!before(`${name}-smi-release`).has(namespace));
        }
    });

    it("restarts its pods when the bundle of anchors changes", async () => {
        const recording = await three();
        const key = "linkerd-multicluster/trust-anchors-sha256";
        const pods = ["spec", "template", "metadata", "annotations", key];
        const hash = at(recording, "east-to-west-service-mirror-deployment", ...pods);
        assert.match(String(hash), /^[0-9a-f]{64}$/);
        for (const name of [
            "east-sample-helloworld-v1",
            "west-sample-helloworld-v2",
            "west-sample-sleep",
            "west-smi-adaptor",
        ]) {
            assert.equal(at(recording, name, ...pods), hash, name);
        }
    });

    it("takes the domain of each cluster for the names that the adaptor writes", async () => {
        const recording = await three();
        assert.equal(at(recording, "west-smi-release", "values", "clusterDomain"), "cluster.local");
        assert.equal(
            at(recording, "west-2-smi-release", "values", "clusterDomain"),
            "west.example",
        );
    });

    it("is planned completely in a first preview", async () => {
        const { list } = await recordMesh(() => threeClusters({ sample: SAMPLE }), {
            mode: "preview",
        });
        assert.deepEqual(list, (await three()).list);
    });
});

describe("Mesh with network policies", () => {
    it("has them in the namespaces that something comes in to, before their pods", async () => {
        const { resources, get } = await recordMesh(() =>
            twoClusters({ networkPolicies: true, sample: SAMPLE }),
        );
        const policies = resources.filter(({ type }) => type.endsWith(":NetworkPolicy"));
        const of = (name: string) => [
            `${name}-linkerd-allow-identity`,
            `${name}-linkerd-allow-destination`,
            `${name}-linkerd-allow-proxy-injector`,
            `${name}-multicluster-allow-gateway`,
            `${name}-sample-allow-helloworld`,
        ];
        assert.deepEqual(
            policies.map(({ name }) => name),
            [...of("east"), ...of("west")],
        );
        assert.deepEqual(
            policies.slice(0, 5).map(({ parent }) => parent?.split("::").at(-1)),
            [...Array<string>(3).fill("east-linkerd"), "east-multicluster", "east-sample"],
        );
        for (const [waiting, policy] of [
            ["east-linkerd-release", "east-linkerd-allow-proxy-injector"],
            ["east-multicluster-release", "east-multicluster-allow-gateway"],
            ["west-sample-helloworld-v2", "west-sample-allow-helloworld"],
        ] as const) {
            assert.ok(get(waiting).dependsOn.includes(policy), waiting);
        }
    });

    it("has none where they are not asked for: alone they would close a namespace", async () => {
        const { list } = await three();
        assert.deepEqual(
            list.filter(([type]) => type.endsWith(":NetworkPolicy")),
            [],
        );
    });
});
