import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../../sandbox/settings/settings";
import { forgetSize, recordSize, sizeProblem } from "../../../sandbox/settings/size";

describe("the size of a sandbox", () => {
    let folder: string;
    const size = (env: NodeJS.ProcessEnv = {}) => {
        const { clusters, nodes } = readSettings("/project", { SANDBOX_STATE: folder, ...env });
        return { clusters, nodes };
    };

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "size-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("is that of the sandbox that is there, until it is forgotten or a variable says another", async () => {
        const three = { SANDBOX_CLUSTERS: "3", SANDBOX_NODES: "2" };
        assert.deepEqual(size(), { clusters: 2, nodes: 3 });
        const settings = readSettings("/project", { SANDBOX_STATE: folder, ...three });
        await recordSize(settings);
        assert.deepEqual(size(), { clusters: 3, nodes: 2 });
        assert.deepEqual(size({ SANDBOX_CLUSTERS: "4" }), { clusters: 4, nodes: 2 });
        await forgetSize(settings);
        assert.deepEqual(size(), { clusters: 2, nodes: 3 });
    });

    it("is the default where a crash has cut off its record", () => {
        writeFileSync(join(folder, "size.json"), '{"clusters": 3');
        assert.deepEqual(size(), { clusters: 2, nodes: 3 });
    });
});

describe("sizeProblem", () => {
    const there = { clusters: 2 };
    const cases: readonly [
        string,
        Parameters<typeof sizeProblem>[1],
        boolean,
        string | undefined,
    ][] = [
        ["as many", { clusters: 2 }, false, undefined],
        ["more of them, to be added", { clusters: 3 }, true, undefined],
        [
            "more of them",
            { clusters: 3 },
            false,
            "This state folder has a sandbox of 2 clusters; --clusters 3 --add makes them 3",
        ],
    ];
    for (const [what, wanted, add, expected] of cases) {
        it(`${expected === undefined ? "takes" : "refuses"} ${what}`, () => {
            assert.equal(sizeProblem(there, wanted, add), expected);
            assert.equal(sizeProblem(undefined, wanted, add), undefined);
        });
    }

    it("takes no cluster away", () => {
        assert.equal(
            sizeProblem({ clusters: 3 }, there, true),
            "This state folder has a sandbox of 3 clusters, and none is taken away from it: npm run sandbox -- down, then --clusters 2",
        );
    });
});
