import assert from "node:assert/strict";
import type { LinkerdName } from "../../components/linkerd/versions";
import { chartsOf, SAMPLE, threeClusters } from "../support/fixtures";
import { once } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";

const LINKS = [
    "east-to-west",
    "east-to-west-2",
    "west-to-east",
    "west-to-west-2",
    "west-2-to-east",
    "west-2-to-west",
];

function mesh(version: LinkerdName) {
    const { smi: _, ...charts } = threeClusters().charts;
    const { versions } = chartsOf(version);
    return recordMesh(() =>
        threeClusters({
            charts: { ...charts, versions },
            sample: { ...SAMPLE, split: "HTTPRoute" },
        }),
    );
}

for (const version of ["edge-25.10.7", "edge-26.7.1"] as const) {
    describe(`Mesh with Linkerd ${version}`, () => {
        const recorded = once(() => mesh(version));

        it("installs three releases per cluster, and no linkerd-smi", async () => {
            const { resources } = await recorded();
            const releases = resources.filter(({ type }) => type.endsWith(":Release"));
            assert.deepEqual(
                releases.map(({ name }) => name),
                ["east", "west", "west-2"].flatMap((name) => [
                    `${name}-linkerd-crds`,
                    `${name}-linkerd-release`,
                    `${name}-multicluster-release`,
                ]),
            );
        });

        it("tells each cluster's chart of the clusters that it mirrors, and of no other", async () => {
            const recording = await recorded();
            const targets = ["east", "west", "west-2"].map((name) => {
                const path = [`${name}-multicluster-release`, "values", "controllers"] as const;
                const controllers = at(recording, ...path) as { link: { ref: { name: string } } }[];
                return controllers.map(({ link }) => link.ref.name);
            });
            assert.deepEqual(targets, [
                ["west", "west-2"],
                ["east", "west-2"],
                ["east", "west"],
            ]);
        });

        it("has for each link a clean-up that outlives the controllers, and takes over that of 2.14", async () => {
            const { get } = await recorded();
            const before = await recordMesh(threeClusters);
            for (const link of LINKS) {
                const cleanup = `${link}-service-mirror-cleanup`;
                const [source = ""] = link.split("-to-");
                assert.ok(
                    get(`${source}-multicluster-release`).dependencies.includes(cleanup),
                    cleanup,
                );
                assert.deepEqual(get(cleanup).aliases, [before.get(cleanup).urn]);
            }
        });
    });
}
