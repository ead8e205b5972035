import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { ensurePackages } from "../../sandbox/system/ensurePackages";
import { BROWSER } from "../../sandbox/system/packages";

/** How a page is looked at. */
export interface Look {
    readonly width: number;
    readonly colorScheme: "light" | "dark";
}

/** Rules that a page must keep: all of WCAG 2.2 AA, and what axe-core calls good practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A Chromium of the system without a window. It sees files and no network. */
export class PageBrowser {
    readonly #browser: Browser;

    private constructor(browser: Browser) {
        this.#browser = browser;
    }

    /** Installs Chromium where it is missing, and says so. */
    public static async open(): Promise<PageBrowser> {
        await ensurePackages(console.log, [BROWSER]);
        const executablePath = BROWSER.proves.find((path) => existsSync(path));
        const browser = await chromium.launch({
            ...(executablePath === undefined ? {} : { executablePath }),
            args: [
                ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
                ...["--disable-background-networking", "--disable-component-update"],
                "--disable-sync",
            ],
        });
        return new PageBrowser(browser);
    }

    public close(): Promise<void> {
        return this.#browser.close();
    }

    /** Opens a file; a message on the console or a request for something else fails the `work`. */
    public async look<T>(
        file: string,
        { width, colorScheme }: Look,
        work: (page: Page) => Promise<T>,
    ): Promise<T> {
        const said: string[] = [];
        const page = await this.#browser.newPage({
            viewport: { width, height: 900 },
            colorScheme,
        });
        try {
            const url = pathToFileURL(file).href;
            page.on("console", (message) => said.push(message.text()));
            page.on("pageerror", (error) => said.push(error.message));
            page.on("request", (request) => {
                if (request.url().split("#")[0] !== url) said.push(`asked for ${request.url()}`);
            });
            await page.goto(url);
            const result = await work(page);
            assert.deepEqual(said, []);
            return result;
        } finally {
            await page.close();
        }
    }
}

/** What axe-core has against a page: each rule with the elements that break it. */
export async function axeViolations(page: Page): Promise<string[]> {
    // Not as a script of the page, which its policy forbids.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(async (values) => {
        const { axe: loaded } = window as unknown as { axe: typeof axe };
        return loaded.run(document, { runOnly: { type: "tag", values } });
    }, TAGS);
    return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
}

/** Descriptions of the elements that Tab reaches, in its order. */
export async function tabStops(page: Page): Promise<string[]> {
    const stops: string[] = [];
    for (;;) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
            const { activeElement: element } = document;
            if (element === null || element === document.body) return undefined;
            const label = element.getAttribute("aria-label") ?? element.textContent;
            return `${element.tagName.toLowerCase()} ${label}`;
        });
        if (stop === undefined) return stops;
        stops.push(stop);
        assert.ok(stops.length < 1000, "Tab comes to no end");
    }
}
