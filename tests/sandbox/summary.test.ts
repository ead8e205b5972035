import assert from "node:assert/strict";
import { readSettings } from "../../sandbox/settings/settings";
import { renderSummary } from "../../sandbox/summary";

const part = { name: "helm", from: "helm.sh/helm/v3 v3.22.0", standin: false };

describe("renderSummary", () => {
    it("names clusters, what was built and the commands to look at it", () => {
        const settings = readSettings("/project", { SANDBOX_NODES: "1" });
        const parts = [
            { ...part, seconds: 5.2, cached: false },
            { ...part, name: "k8s", seconds: 17, cached: true },
        ];
        assert.equal(
            renderSummary(settings, parts, ["Every layer works.\n", "Both answer."]),
            [
                "",
                "Every layer works.",
                "",
                "Both answer.",
                "",
                "2 clusters, linked in every direction:",
                "  cluster1  https://198.18.0.21:6443  gateway 198.18.1.200 (private)  1 node",
                "  cluster2  https://198.18.0.22:6443  gateway 198.18.2.200 (private)  1 node",
                "1 of 2 programs were built, in 5 s.",
                "",
                "To look at it:",
                "  . .sandbox/env.sh",
                "  kubectl --context cluster1 get pods --all-namespaces",
                "  linkerd --context cluster1 multicluster check",
                "  pulumi stack output  # the gateways' floating IPs, among others",
                "  ssh -F .sandbox/ssh/config cluster1-node1",
                "  pulumi preview --config-file .sandbox/Pulumi.sandbox.yaml",
                "  npm run doctor -- --config-file .sandbox/Pulumi.sandbox.yaml",
                "  npm run verify -- --config-file .sandbox/Pulumi.sandbox.yaml",
                "  npm run sandbox -- status",
                "To remove it: npm run sandbox -- down",
            ].join("\n"),
        );
    });

    it("does not promise links that nobody made", () => {
        const settings = readSettings("/project", {});
        const text = renderSummary(settings, [{ ...part, seconds: 5.2, cached: true }], undefined);
        assert.match(text, /^\n2 clusters, ready for the program:\n/);
        assert.doesNotMatch(text, /linkerd --context|stack output|npm run doctor/);
        assert.match(text, /\n {2}ssh -F \.sandbox\/ssh\/config cluster1-node3\n/);
        assert.match(text, /\nEvery program was in the cache\.\n/);
    });
});
