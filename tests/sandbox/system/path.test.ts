import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOnPath, withSystemFolders } from "../../../sandbox/system/path";

describe("findOnPath", () => {
    let folder: string;
    const folders = () => ["plain", "own", "other"].map((name) => join(folder, name));
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "path-"));
        for (const path of folders()) mkdirSync(path);
        writeFileSync(join(folder, "plain", "pulumi"), "", { mode: 0o644 });
        writeFileSync(join(folder, "own", "pulumi"), "", { mode: 0o755 });
        writeFileSync(join(folder, "other", "pulumi"), "", { mode: 0o755 });
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("takes the first that may be executed", () => {
        assert.equal(findOnPath("pulumi", folders().join(":")), join(folder, "own", "pulumi"));
    });

    it("passes over the sandbox's own folder, which env.sh puts on PATH", () => {
        assert.equal(
            findOnPath("pulumi", folders().join(":"), join(folder, "own")),
            join(folder, "other", "pulumi"),
        );
    });

    it("finds nothing on an empty PATH, which does not mean this folder", () => {
        assert.equal(findOnPath("package.json", ""), undefined);
    });
});

describe("withSystemFolders", () => {
    it("adds what an ordinary user's PATH lacks, after what is there", () => {
        assert.equal(
            withSystemFolders("/home/u/bin:/usr/bin"),
            "/home/u/bin:/usr/bin:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin",
        );
    });

    it("does not begin with an empty entry, which would mean this folder", () => {
        assert.equal(withSystemFolders(), "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin");
    });
});
