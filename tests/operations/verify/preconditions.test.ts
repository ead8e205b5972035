import assert from "node:assert/strict";
import { LINKERD_VERSIONS } from "../../../components/linkerd/versions";
import { meshThatIsUp } from "../../../operations/stack/meshThatIsUp";
import { verifyPlan } from "../../../operations/verify/preconditions";
import type { SplitConfig } from "../../../stacks/configuration/types/meshConfig";
import { LinkedMesh } from "../support/linkedMesh";

describe("verifyPlan", () => {
    const { config } = new LinkedMesh(3);
    const outputs = { clusters: {} };

    for (const { linkerd, generation } of LINKERD_VERSIONS) {
        it(`asks from every cluster but the first, through the ${generation.split} of ${linkerd}`, () => {
            const { config: own } = new LinkedMesh(3, linkerd);
            assert.equal(own.sample?.split, generation.split);
            const { clusters } = own;
            assert.deepEqual(verifyPlan(own), {
                trials: clusters
                    .slice(1)
                    .map((source) => ({ source, clusters, weights: { local: 50, mirrored: 50 } })),
            });
        });
    }

    it("refuses a configuration that is wrong, with all that is wrong", () => {
        const parsed = {
            problems: [
                { path: ["clusters"], value: undefined, advice: "write a list" },
                { path: ["links", 0, "target"], value: "x", advice: "write one of east, west" },
            ],
            values: { clusters: [{ name: "east" }] },
            secretKeys: new Set(["clusters"]),
        };
        assert.deepEqual(meshThatIsUp({ stack: "dev", parsed, outputs }), {
            refusal:
                'The configuration of stack "dev" is wrong:\n  - clusters is missing: write a list\n  - links[0].target is "x": write one of [secret], west',
        });
    });

    it("refuses a mesh without any split, and says how to get one", () => {
        assert.deepEqual(verifyPlan({ ...config, sample: undefined }), {
            refusal:
                "verify asks the splits of the mesh, and this one has none, not even the sample's. Add the sample with\n  pulumi config set --path sample.enabled true\n  pulumi up\nor name a Service and who asks it, as in\n  npm run verify -- --from cluster2/shop/deploy/web --to cart:8080/healthz",
        });
    });

    it("needs no sample where there are splits of the operator's own", () => {
        const split: SplitConfig = {
            ...{ kind: "HTTPRoute", cluster: "cluster2", namespace: "shop", service: "cart" },
            weights: [{ cluster: "cluster1", weight: 1 }],
        };
        assert.deepEqual(verifyPlan({ ...config, splits: [split], sample: undefined }), {
            trials: [],
        });
    });

    it("refuses a stack that is not up", () => {
        assert.deepEqual(meshThatIsUp({ stack: "dev", parsed: { config } }), {
            refusal: 'Nothing of stack "dev" is up. Run\n  pulumi up',
        });
    });
});
