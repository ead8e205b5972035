import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheKey, moduleFiles, type BuildInputs } from "../../../sandbox/toolchain/key";

const inputs: BuildInputs = {
    part: { name: "helm", module: "toolchain/helm", package: "helm.sh/helm/v3/cmd/helm" },
    ldflags: "-s -w",
    goVersion: "go version go1.26.8 linux/amd64",
    files: new Map([
        ["go.mod", "module helm"],
        ["go.sum", "h1:x"],
    ]),
};
const part = inputs.part;

describe("cacheKey", () => {
    it("begins with the program's name", () => {
        assert.match(cacheKey(inputs), /^helm-[0-9a-f]{16}$/);
    });

    it("does not depend on the order in which files are found", () => {
        const files = new Map([...inputs.files].reverse());
        assert.equal(cacheKey({ ...inputs, files }), cacheKey(inputs));
    });

    const changes: Record<string, Partial<BuildInputs>> = {
        "a file's content": { files: new Map([...inputs.files, ["go.sum", "h1:y"]]) },
        "a further file": { files: new Map([...inputs.files, ["main.go", ""]]) },
        "a file that takes over its neighbour's text": {
            files: new Map([
                ["go.mod", "module helmgo.sum"],
                ["go.sum", "h1:x"],
            ]),
        },
        "the compiler or the machine type": { goVersion: "go version go1.26.8 linux/arm64" },
        "linker flags": { ldflags: "-s" },
        "the package": { part: { ...part, package: "." } },
        "embedded files": { part: { ...part, embeds: { "schema.json": "schema.json" } } },
    };
    for (const [what, change] of Object.entries(changes)) {
        it(`changes with ${what}`, () => {
            assert.notEqual(cacheKey({ ...inputs, ...change }), cacheKey(inputs));
        });
    }

    it("does not change with what only status tells", () => {
        const told = { ...part, differs: "in nothing", coldSeconds: 7 };
        assert.equal(cacheKey({ ...inputs, part: told }), cacheKey(inputs));
    });
});

describe("moduleFiles", () => {
    it("finds files in folders, and leaves tests out, which are not built", () => {
        const folder = mkdtempSync(join(tmpdir(), "module-"));
        try {
            mkdirSync(join(folder, "tls"));
            for (const file of ["go.mod", "tls/main.go", "tls/main_test.go"]) {
                writeFileSync(join(folder, file), file);
            }
            assert.deepEqual([...moduleFiles(folder).keys()].sort(), ["go.mod", "tls/main.go"]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
