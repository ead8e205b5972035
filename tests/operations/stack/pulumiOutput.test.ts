import assert from "node:assert/strict";
import { rawConfig, stackOutputs } from "../../../operations/stack/pulumiOutput";

describe("what `pulumi config` prints", () => {
    it("becomes the program's keys without their namespace, with those that are secret", () => {
        const printed = {
            "linkerd-multicluster:clusters": {
                value: '[{"name":"cluster1"}]',
                objectValue: [{ name: "cluster1" }],
                secret: false,
            },
            "linkerd-multicluster:cluster1Kubeconfig": { value: "kind: Config", secret: true },
            "linkerd-multicluster:releaseTimeout": { secret: false },
            "pulumi:disable-default-providers": { value: '["kubernetes"]', secret: false },
            "other:clusters": { value: "[]", secret: true },
        };
        assert.deepEqual(rawConfig(JSON.stringify(printed)), {
            values: { clusters: '[{"name":"cluster1"}]', cluster1Kubeconfig: "kind: Config" },
            secretKeys: new Set(["cluster1Kubeconfig"]),
        });
    });
});

describe("what `pulumi stack output` prints", () => {
    it("is cut down to what layers read", () => {
        const cluster1 = { gatewayAddress: "10.10.0.150", floatingAddress: "203.0.113.12" };
        const printed = {
            clusters: { cluster1: { ...cluster1, issuerExpiry: "2027-01-01T00:00:00Z" } },
            trustAnchor: "PEM",
            trustAnchors: { "1": "PEM" },
            links: [],
            forPeers: {
                trustAnchors: ["PEM"],
                clusters: {
                    cluster1: { accessGeneration: 3, reads: { cluster2: 2 } },
                    "of an older version": { access: { cluster2: { token: "token" } } },
                },
            },
        };
        assert.deepEqual(stackOutputs(JSON.stringify(printed)), {
            clusters: { cluster1 },
            trustAnchor: "PEM",
            trustAnchors: { "1": "PEM" },
            forPeers: {
                clusters: {
                    cluster1: { reads: { cluster2: 2 } },
                    "of an older version": { reads: {} },
                },
            },
        });
    });

    it("is nothing before the first update and after a destroy", () => {
        assert.equal(stackOutputs("{}"), undefined);
    });
});
