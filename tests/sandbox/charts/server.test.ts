import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pRetry from "p-retry";

describe("the chart repository", () => {
    let folder: string;
    let port: number;
    let server: ChildProcess;
    const status = (path: string) =>
        new Promise<number | undefined>((resolve, reject) => {
            // Not fetch, nor the agent of other tests: they would change the path before it is sent.
            request({ host: "127.0.0.1", port, path, agent: new Agent() }, (response) => {
                response.resume();
                resolve(response.statusCode);
            })
                .once("error", reject)
                .end();
        });
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "charts-"));
        mkdirSync(join(folder, "served"));
        writeFileSync(join(folder, "served", "index.yaml"), "entries: {}\n");
        writeFileSync(join(folder, "served", "passphrase"), "secret");
        writeFileSync(join(folder, "outside.yaml"), "secret");
        const probe = createServer().listen(0, "127.0.0.1");
        await once(probe, "listening");
        port = (probe.address() as AddressInfo).port;
        probe.close();
        await once(probe, "close");
        const script = join("sandbox", "charts", "server.mjs");
        server = spawn(process.execPath, [script, join(folder, "served"), String(port)]);
        await pRetry(() => status("/"), { retries: 100, minTimeout: 30, factor: 1 });
    });
    after(() => {
        server.kill();
        rmSync(folder, { recursive: true });
    });

    it("serves charts and their index", async () => {
        assert.equal(await status("/index.yaml"), 200);
    });

    for (const path of ["/", "/passphrase", "/../outside.yaml", "/%2e%2e/outside.yaml", "//"]) {
        it(`answers 404 to ${path}`, async () => {
            assert.equal(await status(path), 404);
        });
    }
});
