import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { LINKERD_VERSIONS } from "../../components/linkerd/versions";
import { PLAN_FILES, planOf, recordExample, type Plan } from "../support/plan";
import { once } from "../support/record";
import { UPGRADE_FILE, upgradeSteps, type Step } from "../support/upgrade";

const advice = "run `npm run plan:update` and review the difference";

function read(file: string): unknown {
    return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * The whole program on Pulumi.dev.yaml. These tests find no mistakes by themselves: they show every
 * difference, for a reviewer to judge. `npm run plan:update` records the new plans.
 */
for (const { linkerd, series } of LINKERD_VERSIONS) {
    describe(`the plan of Pulumi.dev.yaml with Linkerd ${series}`, () => {
        const planned = once(async () => planOf(await recordExample(linkerd)));
        const recorded = read(PLAN_FILES[linkerd]) as Plan;

        it("has the recorded resources", async () => {
            const { resources } = await planned();
            assert.deepEqual(Object.keys(resources), Object.keys(recorded.resources), advice);
        });

        it("has the recorded inputs, parents, providers, options and outputs", async () => {
            assert.deepEqual(await planned(), recorded, advice);
        });
    });
}

/** What no upgrade may delete or replace, by the type and name of a resource. */
const LASTING = [
    /^kubernetes:multicluster\.linkerd\.io\//,
    /^kubernetes:core\/v1:Secret::/,
    /:MirrorCleanup::/,
    // The charts with the CRDs, and those whose pods everything needs.
    /^kubernetes:helm\.sh\/v3:Release::(?!.*-smi-release$)/,
    /^kubernetes:core\/v1:Namespace::(?!.*-smi-namespace$)/,
    /^(tls|openstack|command|pulumi):/,
];

describe("the steps from each version of Linkerd to the next", () => {
    const steps = once(upgradeSteps);

    it("are the recorded ones", async () => {
        assert.deepEqual(await steps(), read(UPGRADE_FILE) as Step[], advice);
    });

    it("delete and replace nothing that links, identities or addresses hang on", async () => {
        const gone = (await steps()).flatMap((step) => [
            ...step.delete,
            ...Object.keys(step.replace),
        ]);
        const named = gone.map((urn) => urn.slice(urn.lastIndexOf("$") + 1));
        assert.deepEqual(
            named.filter((resource) => LASTING.some((pattern) => pattern.test(resource))),
            [],
        );
    });

    it("leave it as it was who brings the HTTPRoute CRD, which Helm would delete with every route", async () => {
        const crds = (await steps()).flatMap(({ update }) =>
            Object.entries(update).flatMap(([urn, changes]) =>
                urn.endsWith("-linkerd-crds") ? Object.keys(changes) : [],
            ),
        );
        assert.deepEqual([...new Set(crds)], ["repositoryOpts.repo", "version"]);
    });

    it("take over every clean-up of mirrors, whose delete would remove them", async () => {
        const [first] = await steps();
        assert.deepEqual(
            Object.entries(first?.move ?? {}).map(([after, before]) => [
                after.slice(after.indexOf("stacks:Cluster$")),
                before.slice(before.indexOf("linkerd:Link$")),
            ]),
            ["cluster1-to-cluster2", "cluster2-to-cluster1"].map((link) => {
                const cleanup = `pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup::${link}-service-mirror-cleanup`;
                return [
                    `stacks:Cluster$linkerd-multicluster:linkerd:Multicluster$${cleanup}`,
                    `linkerd:Link$linkerd-multicluster:linkerd:ServiceMirror$${cleanup}`,
                ];
            }),
        );
    });
});
