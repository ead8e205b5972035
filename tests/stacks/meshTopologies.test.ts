import assert from "node:assert/strict";
import { threeClusters } from "../support/fixtures";
import {
    anchorEntries,
    clusterEntries,
    linkEntries,
    CUT_OFF_CHECK,
    MESH,
} from "../support/meshEntries";
import { once } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";
import { isMap, UNKNOWN } from "../support/values";

const three = once(() => recordMesh(threeClusters));

describe("Mesh of three clusters", () => {
    it("links every two of them, with one account per peer", async () => {
        assert.deepEqual((await three()).list, [
            MESH,
            ...anchorEntries(1),
            ...clusterEntries("east", ["west", "west-2"]),
            ...clusterEntries("west", ["east", "west-2"]),
            ...clusterEntries("west-2", ["east", "west"], true),
            ...linkEntries("east-to-west"),
            ...linkEntries("east-to-west-2"),
            ...linkEntries("west-to-east"),
            ...linkEntries("west-to-west-2"),
            ...linkEntries("west-2-to-east"),
            ...linkEntries("west-2-to-west"),
            CUT_OFF_CHECK,
        ]);
    });

    it("writes an address that was read into both Links to that cluster", async () => {
        const recording = await three();
        for (const link of ["east-to-west-2", "west-to-west-2"]) {
            assert.equal(
                at(recording, `${link}-link`, "spec", "gatewayAddress"),
                "gateway.west-2-kubernetes.example",
            );
        }
        const { clusters } = recording.outputs;
        assert.ok(isMap(clusters) && isMap(clusters["west-2"]));
        assert.equal(clusters["west-2"]["gatewayAddress"], "gateway.west-2-kubernetes.example");
    });

    it("knows that address only after the update, and plans the Links all the same", async () => {
        const preview = await recordMesh(threeClusters, { mode: "preview" });
        assert.equal(at(preview, "east-to-west-2-link", "spec", "gatewayAddress"), UNKNOWN);
        assert.deepEqual(preview.list, (await three()).list);
    });

    it("names the domain of the cluster that each thing is about", async () => {
        const recording = await three();
        const identity =
            "linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.west.example";
        assert.equal(at(recording, "east-to-west-2-link", "spec", "gatewayIdentity"), identity);
        assert.equal(
            at(recording, "east-to-west-2-link", "spec", "targetClusterDomain"),
            "west.example",
        );
        assert.equal(
            at(recording, "west-2-to-east-link", "spec", "targetClusterDomain"),
            "cluster.local",
        );
        assert.equal(
            at(recording, "west-2-linkerd-release", "values", "clusterDomain"),
            "west.example",
        );
        assert.equal(
            at(recording, "west-2-multicluster-release", "values", "identityTrustDomain"),
            "west.example",
        );
        assert.equal(
            at(recording, "west-2-issuer-request-g1", "subject", "commonName"),
            "identity.linkerd.west.example",
        );
    });
});

describe("Mesh with links in one direction", () => {
    const oneWay = once(() =>
        recordMesh(() =>
            threeClusters({
                links: [
                    { source: "west-2", target: "east", routing: "none" },
                    { source: "west-2", target: "west", routing: "none" },
                ],
            }),
        ),
    );

    it("makes accounts in the targets and mirrors in the source, and nothing else", async () => {
        assert.deepEqual((await oneWay()).list, [
            MESH,
            ...anchorEntries(1),
            ...clusterEntries("east", ["west-2"]),
            ...clusterEntries("west", ["west-2"]),
            ...clusterEntries("west-2", [], true),
            ...linkEntries("west-2-to-east"),
            ...linkEntries("west-2-to-west"),
            CUT_OFF_CHECK,
        ]);
    });

    it("shows these links", async () => {
        assert.deepEqual((await oneWay()).outputs["links"], [
            { name: "west-2-to-east", source: "west-2", target: "east", routing: "none" },
            { name: "west-2-to-west", source: "west-2", target: "west", routing: "none" },
        ]);
    });
});
