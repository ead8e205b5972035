import assert from "node:assert/strict";
import { linkSpec } from "../../../components/linkerd/linkSpec";
import { isMap } from "../../support/values";

const TARGET = { name: "west", clusterDomain: "west.example", trustDomain: "mesh.example" };

function leaves(value: unknown): unknown[] {
    return isMap(value) ? Object.values(value).flatMap(leaves) : [value];
}

describe("linkSpec", () => {
    it("is what `linkerd multicluster link` 2.14.10 writes, but for the address", () => {
        assert.deepEqual(linkSpec(TARGET), {
            targetClusterName: "west",
            targetClusterDomain: "west.example",
            targetClusterLinkerdNamespace: "linkerd",
            clusterCredentialsSecret: "cluster-credentials-west",
            gatewayPort: "4143",
            gatewayIdentity:
                "linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.mesh.example",
            probeSpec: { path: "/ready", port: "4191", period: "3s" },
            selector: { matchLabels: { "mirror.linkerd.io/exported": "true" } },
            remoteDiscoverySelector: {
                matchLabels: { "mirror.linkerd.io/exported": "remote-discovery" },
            },
        });
    });

    it("holds only strings: Linkerd 2.14 refuses a Link with a number in it", () => {
        assert.deepEqual(
            leaves(linkSpec(TARGET)).filter((leaf) => typeof leaf !== "string" || leaf === ""),
            [],
        );
    });
});
