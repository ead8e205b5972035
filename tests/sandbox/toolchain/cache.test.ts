import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuildCache } from "../../../sandbox/toolchain/cache";

describe("BuildCache", () => {
    let folder: string;
    let cache: BuildCache;
    const build = (key: string, record?: string) => {
        mkdirSync(join(folder, "toolchain", key), { recursive: true });
        if (record !== undefined) {
            writeFileSync(join(folder, "toolchain", key, "build.json"), record);
        }
    };
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "cache-"));
        cache = new BuildCache(folder);
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("finds a finished build", async () => {
        build("helm-1", '{"from":"helm.sh/helm/v3 v3.22.0","seconds":5.2,"bytes":7}');
        assert.deepEqual(await cache.find({ key: "helm-1" }), {
            from: "helm.sh/helm/v3 v3.22.0",
            seconds: 5.2,
            bytes: 7,
        });
    });

    it("does not take a folder without a record, or with half of one, for a build", async () => {
        build("helm-1");
        build("helm-2", '{"from":"helm.sh');
        assert.equal(await cache.find({ key: "helm-1" }), undefined);
        assert.equal(await cache.find({ key: "helm-2" }), undefined);
    });

    it("sweeps what interrupted builds left and nothing else", async () => {
        build("building-helm-1");
        build("helm-1", "{}");
        await cache.sweep();
        assert.equal(existsSync(join(folder, "toolchain", "building-helm-1")), false);
        assert.equal(existsSync(join(folder, "toolchain", "helm-1")), true);
    });
});
