import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { cluster, meshConfig, threeClusters, twoClusters } from "../support/fixtures";
import { once, type Recording } from "../support/record";
import { recordMesh } from "../support/recordMesh";
import { redact, reveal } from "../support/values";

const two = once(() => recordMesh(twoClusters));
const three = once(() => recordMesh(threeClusters));

/** What makes a resource what it is, by URN. */
function plan({ resources }: Recording) {
    return Object.fromEntries(
        resources.map(({ urn, dependsOn, ...rest }) => [
            urn,
            // A component's outputs name all clusters; its children are what counts.
            { ...rest, dependsOn: [...dependsOn].sort(), outputs: undefined },
        ]),
    );
}

describe("the plan of a mesh", () => {
    it("is the same when the program runs twice", async () => {
        const [first, second] = [await recordMesh(threeClusters), await recordMesh(threeClusters)];
        assert.deepEqual(second.resources, first.resources);
        assert.deepEqual(second.outputs, first.outputs);
    });

    it("asks for the same resources in a first preview as in the update", async () => {
        const [preview, update] = [
            await recordMesh(threeClusters, { mode: "preview" }),
            await three(),
        ];
        assert.deepEqual(preview.list, update.list);
    });

    it("depends on names, not on places: in another order it is the same", async () => {
        const reversed = await recordMesh(() => {
            const config = threeClusters();
            return {
                ...config,
                clusters: [...config.clusters].reverse(),
                links: [...config.links].reverse(),
            };
        });
        assert.deepEqual(plan(reversed), plan(await three()));
    });

    it("leaves every resource alone when a further cluster joins", async () => {
        const [before, after] = [plan(await two()), plan(await three())];
        const differing = Object.keys(before).filter(
            (urn) => !isDeepStrictEqual(before[urn], after[urn]),
        );
        // It waits for all of the mesh, and asks every cluster.
        assert.deepEqual(
            differing.map((urn) => urn.split("::").at(-1)),
            ["cut-off-check"],
        );
    });

    it("leaves the others alone when one cluster gets other settings", async () => {
        const changed = await recordMesh(() =>
            meshConfig([
                cluster("east", {
                    apiServer: "https://new.example:6443",
                    gateway: { ip: "192.0.2.9", replicas: 5 },
                    gatewayApiCrds: false,
                }),
                cluster("west"),
            ]),
        );
        const [before, after] = [plan(await two()), plan(changed)];
        const differing = Object.keys(before).filter(
            (urn) =>
                JSON.stringify(redact(reveal(before[urn]))) !==
                JSON.stringify(redact(reveal(after[urn]))),
        );
        assert.deepEqual(differing.map((urn) => urn.split("::").at(-1)).sort(), [
            "east-linkerd-crds",
            "east-multicluster-release",
            // The link to it: new address, new URL, hence new credentials and a restart.
            "west-to-east-credentials",
            "west-to-east-destination-credentials",
            "west-to-east-link",
            "west-to-east-service-mirror-deployment",
        ]);
    });
});
