// `npm run docs:picture`: the picture of a report, docs/report.png, of a mesh that the tests use.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PageBrowser } from "./pageBrowser";
import { healthySite, pageOf, trafficOf } from "../operations/support/pages";

async function take(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "picture-"));
    const browser = await PageBrowser.open();
    try {
        const view = healthySite(3);
        const file = join(folder, "mesh.html");
        writeFileSync(file, pageOf(view, trafficOf(view, 51)));
        await browser.look(file, { width: 1280, colorScheme: "light" }, async (page) => {
            await page.setViewportSize({ width: 1280, height: 1180 });
            await page.screenshot({ path: join(__dirname, "..", "..", "docs", "report.png") });
        });
    } finally {
        await browser.close();
        rmSync(folder, { recursive: true });
    }
}

take().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
