import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
    brokenSite,
    healthySite,
    ownSplitTraffic,
    pageOf,
    trafficOf,
    withOwnSplits,
} from "../operations/support/pages";
import { axeViolations, PageBrowser, tabStops } from "./pageBrowser";

const WIDTHS = [360, 768, 1280, 1920];
const SCHEMES = ["light", "dark"] as const;

/**
 * The page of `npm run report` in a real browser; needs no sandbox. Of meshes that the tests of the
 * layers use: report.test.ts opens the page of a real one.
 */
describe("page in a browser", function () {
    let browser: PageBrowser;
    let folder: string;

    before(async () => {
        browser = await PageBrowser.open();
        folder = await mkdtemp(join(tmpdir(), "page-"));
    });

    after(async () => {
        await browser.close();
        await rm(folder, { recursive: true });
    });

    for (const [count, state] of [2, 3, 12].flatMap((one) => [
        [one, "healthy"] as const,
        [one, "broken"] as const,
    ])) {
        describe(`of ${count} clusters, ${state}`, () => {
            const name = `${count}-${state}.html`;
            const path = () => join(folder, name);
            const clusters = Array.from({ length: count }, (_, index) => `cluster${index + 1}`);

            before(async () => {
                const isHealthy = state === "healthy";
                const site = (isHealthy ? healthySite : brokenSite)(count);
                const view = count === 3 ? withOwnSplits(site) : site;
                const traffic =
                    count === 3 ? ownSplitTraffic(view) : trafficOf(view, isHealthy ? 51 : 20);
                await writeFile(path(), pageOf(view, traffic));
            });

            for (const width of WIDTHS) {
                it(`is as wide as a window of ${width}, has its text, and is not blank`, async () => {
                    for (const colorScheme of SCHEMES) {
                        await browser.look(path(), { width, colorScheme }, async (page) => {
                            const [inner, outer] = await page.evaluate(() => [
                                document.documentElement.scrollWidth,
                                window.innerWidth,
                            ]);
                            assert.equal(inner, outer, colorScheme);
                            const text = await page.evaluate(() => document.body.innerText);
                            for (const word of ["Stack dev", "Next steps", ...clusters]) {
                                assert.ok(text.includes(word), word);
                            }
                            const picture = await page.screenshot({ fullPage: true });
                            assert.equal(picture.readUInt32BE(16), width);
                            assert.ok(picture.length > 60_000, String(picture.length));
                        });
                    }
                });
            }

            for (const colorScheme of SCHEMES) {
                it(`has no violation of a rule of axe-core, ${colorScheme}`, async () => {
                    for (const width of [360, 1280]) {
                        await browser.look(path(), { width, colorScheme }, async (page) => {
                            assert.deepEqual(await axeViolations(page), []);
                        });
                    }
                });
            }

            it("has everything in reach of the keyboard", async () => {
                await browser.look(path(), { width: 768, colorScheme: "light" }, async (page) => {
                    const summaries = await page.locator("summary").allTextContents();
                    const regions = await page
                        .locator(".scroll:not(details:not([open]) .scroll)")
                        .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
                    const links = await page.locator("nav a").allTextContents();
                    const stops = await tabStops(page);
                    assert.equal(stops[0], "a Skip to the content");
                    assert.deepEqual(
                        [...stops].sort(),
                        [
                            "a Skip to the content",
                            ...links.map((text) => `a ${text}`),
                            ...summaries.map((text) => `summary ${text}`),
                            ...regions.map((label) => `div ${label ?? ""}`),
                        ].sort(),
                    );
                });
            });

            it("fits on A4, with what is closed on the screen", async () => {
                // 210 mm without the margins, in pixels.
                const look = { width: 688, colorScheme: "light" } as const;
                await browser.look(path(), look, async (page) => {
                    await page.evaluate(() => {
                        for (const one of document.querySelectorAll("details")) one.open = false;
                    });
                    await page.emulateMedia({ media: "print" });
                    const wide = await page
                        .locator(".scroll")
                        .evaluateAll((all) =>
                            all
                                .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
                                .map((one) => one.getAttribute("aria-label")),
                        );
                    assert.deepEqual(wide, []);
                    const hidden = await page
                        .locator("details dl, details table")
                        .evaluateAll((all) => all.filter((one) => !one.checkVisibility()).length);
                    assert.equal(hidden, 0);
                    const pdf = await page.pdf({ preferCSSPageSize: true });
                    assert.match(
                        pdf.toString("latin1"),
                        /^%PDF[^]*\/MediaBox ?\[0 0 59[45]\.\d+ 84[12]/,
                    );
                });
            });
        });
    }

    it("opens and closes a finding with Enter, and skips to the content", async () => {
        const path = join(folder, "keys.html");
        await writeFile(path, pageOf(brokenSite(2), { refusal: "nobody asked" }));
        await browser.look(path, { width: 1280, colorScheme: "light" }, async (page) => {
            await page.keyboard.press("Tab");
            await page.keyboard.press("Enter");
            assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
            const finding = page.locator("details.finding").first();
            await finding.locator("summary").focus();
            await page.keyboard.press("Enter");
            assert.equal(await finding.getAttribute("open"), null);
            await page.keyboard.press("Enter");
            assert.equal(await finding.getAttribute("open"), "");
        });
    });
});
