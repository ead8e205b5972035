import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { LinkConfig } from "../../stacks/configuration/types/meshConfig";
import { allPairs, clusterBehindNat, meshConfig } from "../support/fixtures";
import { recordMesh } from "../support/recordMesh";

/** Resources of a mesh of clusters behind NAT with two nodes each: docs/scale.md. */
async function resourcesOf(count: number, isMeant: (link: LinkConfig) => boolean): Promise<number> {
    const { list } = await recordMesh(() => {
        const clusters = Array.from({ length: count }, (_, index) =>
            clusterBehindNat(`cluster${index + 1}`),
        );
        return meshConfig(clusters, { links: allPairs(clusters).filter(isMeant) });
    });
    return list.length;
}

const isAny = () => true;
/** `cluster1` is linked with every other one, in both directions. */
const isOfHub = ({ source, target }: LinkConfig) => source === "cluster1" || target === "cluster1";

describe("resources of a mesh", () => {
    it("are counted by the command of docs/performance.md", () => {
        const command =
            "--stack-trace-limit=0 --require=./typescript.cjs tests/integration/bench/program.ts 2";
        const { stdout, stderr } = spawnSync(process.execPath, command.split(" "), {
            encoding: "utf8",
        });
        assert.match(stdout, /^2 clusters: \d+ resources, /, stderr);
    });

    for (const [what, isMeant, grows] of [
        ["with the square of the clusters where all are linked", isAny, 1],
        ["by the same number with each spoke of a hub", isOfHub, 0],
    ] as const) {
        it(`grow ${what}`, async () => {
            const found: number[] = [];
            for (const count of [3, 4, 5]) found.push(await resourcesOf(count, isMeant));
            const [three = 0, four = 0, five = 0] = found;
            assert.ok(four > three);
            assert.equal(Math.sign(five - four - (four - three)), grows);
        });
    }
});
