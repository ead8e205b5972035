import assert from "node:assert/strict";
import {
    lstatSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
    readStackFile,
    replaceStackFile,
    writtenPath,
} from "../../../operations/configure/stackFile";

describe("a stack's file", () => {
    let folder: string;
    const path = () => join(folder, "Pulumi.prod.yaml");

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "stack-file-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("is made where there is none, and nothing else is left", () => {
        assert.equal(readStackFile(path()), "");
        assert.equal(replaceStackFile(path(), "", "a: 1\n"), true);
        assert.deepEqual(
            [readStackFile(path()), readdirSync(folder)],
            ["a: 1\n", ["Pulumi.prod.yaml"]],
        );
    });

    it("is read by whom it was read before", () => {
        writeFileSync(path(), "old\n", { mode: 0o600 });
        assert.equal(replaceStackFile(path(), "old\n", "new\n"), true);
        assert.equal((statSync(path()).mode & 0o777).toString(8), "600");
    });

    it("stays as somebody else has written it meanwhile", () => {
        writeFileSync(path(), "theirs\n");
        assert.equal(replaceStackFile(path(), "before\n", "ours\n"), false);
        assert.deepEqual(
            [readStackFile(path()), readdirSync(folder)],
            ["theirs\n", ["Pulumi.prod.yaml"]],
        );
    });

    it("stays whole, and nothing else is left, where it cannot be written", () => {
        writeFileSync(path(), "before\n");
        writeFileSync(`${path()}.${String(process.pid)}.new`, "of another run");
        assert.throws(() => replaceStackFile(path(), "before\n", "ours\n"), { code: "EEXIST" });
        assert.equal(readStackFile(path()), "before\n");
    });

    it("is written where a link leads", () => {
        writeFileSync(join(folder, "real"), "before\n");
        symlinkSync("real", path());
        assert.equal(replaceStackFile(path(), "before\n", "ours\n"), true);
        assert.equal(readFileSync(join(folder, "real"), "utf8"), "ours\n");
        assert.ok(lstatSync(path()).isSymbolicLink());
    });

    for (const [written, shown] of [
        ["/home/me/.kube/config", "~/.kube/config"],
        ["/home/me/project/keys/a", "keys/a"],
        ["/etc/kubeconfig", "/etc/kubeconfig"],
        ["~/.kube/config", "~/.kube/config"],
        ["keys/a", "keys/a"],
    ] as const) {
        it(`names ${written} as ${shown}`, () => {
            const folders = { projectDir: "/home/me/project", homeDir: "/home/me" };
            assert.equal(writtenPath(written, folders), shown);
        });
    }
});
