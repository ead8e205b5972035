import { strict as assert } from "node:assert";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import pRetry from "p-retry";
import { passwordFile } from "../../sandbox/cloud/paths";
import { axeViolations, PageBrowser } from "./pageBrowser";
import { secretTexts } from "./secretTexts";
import { SandboxStack } from "./stack";

/** The page of a real mesh: page.test.ts has those of meshes that are larger, and broken. */
describe("report of a mesh", function () {
    let stack: SandboxStack;
    let browser: PageBrowser;
    const file = () => join(stack.settings.stateDir, "mesh.html");

    before(async () => {
        stack = await SandboxStack.open();
        browser = await PageBrowser.open();
        await stack.pulumi("up", "--yes", "--skip-preview");
    });

    after(() => browser.close());

    it("is written as a whole, and says what doctor and verify find out", async () => {
        // Services are mirrored, and gateways probed, some seconds after an update.
        await pRetry(
            async () => {
                const { exitCode, stdout, stderr } = await stack.operation(
                    "report",
                    ...["--output", file()],
                );
                assert.deepEqual([exitCode, stderr], [0, ""], stdout);
                assert.match(stdout, /^\S*mesh\.html: (no findings|\d+ warnings?)\.\n?$/);
            },
            { retries: 10, factor: 1, minTimeout: 3000 },
        );
        await assert.rejects(stat(`${file()}.new`), /ENOENT/);
        const { clusters } = JSON.parse(await stack.pulumi("stack", "output", "--json")) as {
            clusters: Record<string, { gatewayAddress: string; floatingAddress: string }>;
        };
        await browser.look(file(), { width: 1280, colorScheme: "light" }, async (page) => {
            assert.deepEqual(await axeViolations(page), []);
            const text = await page.evaluate(() => document.body.innerText);
            for (const { gatewayAddress, floatingAddress } of Object.values(clusters)) {
                assert.ok(text.includes(`gateway ${gatewayAddress}`), text);
                assert.ok(text.includes(`floating IP ${floatingAddress}`), text);
            }
            assert.match(text, /Requests that failed\s+0 of 100/);
            assert.match(text, /cluster2 → cluster1\s+(OK|Warning)\s+dnat\s+gateway answers.*ms/);
            assert.match(text, /sample\/helloworld\s+cluster1\s+5000\/TCP\s+Ready/);
        });
    });

    it("has no secret of the stack, its clusters or their clouds in it", async () => {
        const shown = JSON.stringify(await stack.resources("--show-secrets"));
        const names = stack.clusters.map(({ name }) => name);
        const read = (path: (name: string) => string) =>
            Promise.all(names.map((name) => readFile(path(name), "utf8")));
        const secrets = [
            ...secretTexts(shown, await read((name) => stack.kubeconfig(name))),
            ...(await read((name) => passwordFile(stack.settings, name))),
        ];
        assert.ok(secrets.length > 20, "tokens, private keys and client keys");
        const html = await readFile(file(), "utf8");
        assert.deepEqual(
            secrets.filter((secret) => html.includes(secret)),
            [],
        );
    });

    it("refuses a folder that is not there before it looks", async () => {
        const folder = join(stack.settings.stateDir, "no-such-folder");
        const output = join(folder, "mesh.html");
        const { exitCode, stdout, stderr } = await stack.operation("report", "--output", output);
        assert.deepEqual(
            [exitCode, stdout, stderr.trim()],
            [2, "", `Nothing was looked at: there is no folder ${folder} (--output).`],
        );
    });
});
