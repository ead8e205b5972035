import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planAddresses } from "../../../../sandbox/settings/addresses";
import {
    currentRevision,
    enforcedNamespaces,
    revisionText,
} from "../../../../sandbox/cloud/enforcement/revision";
import { readSettings } from "../../../../sandbox/settings/settings";

// A prefix that no sandbox uses: its namespaces are missing, which is a revision too.
const plan = planAddresses(readSettings("/project", { SANDBOX_PREFIX: "none" }));

describe("currentRevision", () => {
    let folder: string;
    let database: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "revision-"));
        database = join(folder, "neutron.sqlite");
        writeFileSync(database, "one");
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    const text = (pid = 1) => revisionText(currentRevision(database, plan), pid);

    it("is the same while nothing is written", () => {
        assert.equal(text(), text());
    });

    it("is another one after a write to the file or to its write-ahead log", () => {
        const first = text();
        appendFileSync(database, "two");
        const second = text();
        assert.notEqual(second, first);
        writeFileSync(`${database}-wal`, "three");
        assert.notEqual(text(), second);
    });

    it("is another one when another process put it in force", () => {
        assert.notEqual(text(2), text(1));
    });

    it("tells a write that leaves the size as it was", () => {
        const first = text();
        utimesSync(database, 1, 1.5);
        assert.notEqual(text(), first);
        assert.equal(currentRevision(database, plan).writtenAt, 1500);
    });
});

describe("enforcedNamespaces", () => {
    it("are all switches and routers", () => {
        assert.deepEqual(enforcedNamespaces(plan), ["none-s1", "none-r1", "none-s2", "none-r2"]);
    });
});
