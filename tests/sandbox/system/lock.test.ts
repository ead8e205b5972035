import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../sandbox/system/lock";

describe("withLock", () => {
    let folder: string;
    let file: string;
    const refuse = { refuse: (holder: number) => `held by ${String(holder)}` };
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "lock-"));
        file = join(folder, "x.lock");
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("refuses a second holder by the pid of the first, and is free after it", async () => {
        const inner = withLock(file, refuse, () =>
            withLock(file, refuse, () => Promise.resolve(1)),
        );
        await assert.rejects(inner, { message: `held by ${String(process.pid)}` });
        assert.equal(await withLock(file, refuse, () => Promise.resolve(2)), 2);
        assert.deepEqual(readdirSync(folder), []);
    });

    it("lets the second wait for the first", async () => {
        const order: string[] = [];
        const first = withLock(file, refuse, async () => {
            order.push("first begins");
            await new Promise((resolve) => setTimeout(resolve, 50));
            order.push("first ends");
        });
        const wait = () => void order.push("second waits");
        await Promise.all([
            first,
            withLock(file, { wait }, () => Promise.resolve(order.push("second"))),
        ]);
        assert.deepEqual(order, ["first begins", "second waits", "first ends", "second"]);
    });

    it("takes over from a killed process, also when its pid belongs to another now", async () => {
        for (const holder of [`${String(process.pid)} 1`, "4194305 77", ""]) {
            writeFileSync(file, holder);
            assert.equal(await withLock(file, refuse, () => Promise.resolve("ran")), "ran");
            assert.equal(existsSync(file), false);
        }
    });
});
