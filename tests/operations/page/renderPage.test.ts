import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { layersFor } from "../../../operations/allLayers";
import { renderPage } from "../../../operations/page/html/renderPage";
import { disguiseOf, everyText, namedView } from "../support/hostileView";
import {
    brokenSite,
    healthySite,
    modelOf,
    ownSplitTraffic,
    pageOf,
    trafficOf,
    withOwnSplits,
} from "../support/pages";

const NOTHING = { refusal: "No requests were sent (--no-verify)." };
const site = (count: number, isBroken: boolean) => (isBroken ? brokenSite : healthySite)(count);

/** Names of the elements of a page, and of their attributes. */
function markup(html: string): { elements: Set<string>; attributes: Set<string> } {
    const tags = [
        ...html
            .replace(/<style>[^]*<\/style>/, "")
            .matchAll(/<([a-z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>/g),
    ];
    return {
        elements: new Set(tags.map(([, name = ""]) => name)),
        attributes: new Set(
            tags.flatMap(([, , rest = ""]) =>
                [...rest.matchAll(/\s([a-zA-Z-]+)(?:="[^"]*")?/g)].map(([, name = ""]) => name),
            ),
        ),
    };
}

describe("page", () => {
    for (const [count, isBroken] of [2, 3, 12].flatMap((one) => [
        [one, false] as const,
        [one, true] as const,
    ])) {
        it(`of ${count} clusters, ${isBroken ? "broken" : "healthy"}, is one small file that loads nothing`, () => {
            const view = site(count, isBroken);
            const html = pageOf(view, trafficOf(view, 51));
            assert.ok(html.length < 500_000, String(html.length));
            const { elements, attributes } = markup(html);
            for (const element of ["script", "link", "img", "iframe", "object", "base", "form"]) {
                assert.ok(!elements.has(element), element);
            }
            for (const attribute of ["style", "src", "srcset", "onload", "xlink"]) {
                assert.ok(!attributes.has(attribute), attribute);
            }
            const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, to = ""]) => to);
            assert.deepEqual(
                links.filter((to) => !to.startsWith("#")),
                [],
            );
            const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
            assert.deepEqual(
                links.filter((to) => !ids.has(to.slice(1))),
                [],
            );
        });
    }

    it("lets the browser take its own styles, and nothing else", () => {
        const css = 'p > a { content: "<&" }';
        const html = renderPage(modelOf(healthySite(2), NOTHING), css);
        const hash = createHash("sha256").update(css).digest("base64");
        assert.ok(html.includes(`<style>${css}</style>`));
        assert.ok(
            html.includes(
                `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"/>`,
            ),
            html.slice(0, 400),
        );
    });

    it("has the splits of the operator's own: weights, shares where verify asked, and why not", () => {
        const view = withOwnSplits(healthySite(2));
        const rowsOf = (html: string) =>
            [
                ...(/<caption>Splits of your own[^]*?<\/table>/.exec(html)?.[0] ?? "").matchAll(
                    /<tr><th scope="row">.*?<\/tr>/g,
                ),
            ].map(([row]) =>
                row
                    .replaceAll(/<[^>]*>/g, "|")
                    .split("|")
                    .map((text) => text.trim())
                    .filter((text) => text !== ""),
            );
        const asked = pageOf(view, ownSplitTraffic(view));
        assert.deepEqual(rowsOf(asked), [
            [
                ...["shop/cart", "cluster2", "OK"],
                ...[
                    "cluster2: weight 75.0 %, share 74.0 %",
                    "cluster1: weight 25.0 %, share 26.0 %",
                ],
            ],
            [
                ...["shop/till", "cluster2", "Not known"],
                "not asked: no port of Service shop/till speaks HTTP",
                ...["cluster2: weight 75.0 %", "cluster1: weight 25.0 %"],
            ],
            [
                ...["shop/stock", "cluster2", "Error", "there is no Service shop/stock"],
                ...["cluster2: weight 75.0 %", "cluster1: weight 25.0 %"],
            ],
        ]);
        const drawn = [...asked.matchAll(/<title id="(.*?)-name">(.*?)</g)].map(
            ([, ...one]) => one,
        );
        assert.deepEqual(
            drawn.filter(([id = ""]) => id.startsWith("shares")),
            [
                ["shares", "Shares of the answers"],
                ["shares-1", "Shares of the answers of shop/cart in cluster2"],
            ],
        );
        assert.deepEqual(
            rowsOf(pageOf(view, NOTHING)).map(([name, , state, text]) => [name, state, text]),
            ["shop/cart", "shop/till", "shop/stock"].map((name) => [
                name,
                "Not known",
                "not asked",
            ]),
        );
    });

    it("says in words how the mesh is", () => {
        const verdictOf = (html: string) =>
            /<p class="verdict (\w+)">.*?<\/span> (.*?)<\/p>/.exec(html)?.slice(1);
        const healthy = healthySite(2);
        assert.deepEqual(
            [
                pageOf(healthy, NOTHING),
                pageOf(healthy, trafficOf(healthy, 10)),
                pageOf(brokenSite(2), NOTHING),
            ].map(verdictOf),
            [
                ["ok", "The mesh works."],
                ["error", "Something does not work: begin with the first finding."],
                ["error", "Something does not work: begin with the first finding."],
            ],
        );
    });

    it("has every finding, with its code and its remedy", () => {
        const view = brokenSite(12);
        const html = pageOf(view, NOTHING);
        const findings = layersFor(view).flatMap(({ examine }) => examine(view).findings);
        assert.equal(findings.length, 6);
        assert.equal([...html.matchAll(/<details class="finding/g)].length, findings.length);
        for (const { code, where } of findings) {
            assert.ok(html.includes(`docs/operations.md#${code}`), code);
            assert.ok(html.includes(`<strong>${where}</strong>`), where);
        }
        assert.ok(html.includes("<pre>pulumi config set issuerGeneration 2\npulumi up</pre>"));
    });

    it("tells why there is no traffic to show", () => {
        assert.ok(pageOf(healthySite(2), NOTHING).includes(NOTHING.refusal));
    });

    it("has the findings of a configuration with mistakes, and no map", () => {
        const { report } = modelOf(healthySite(2), NOTHING);
        const html = renderPage({ report, traffic: NOTHING, lookedAt: "" }, "");
        assert.deepEqual(
            [...html.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id),
            ["findings", "traffic"],
        );
    });
});

describe("page of a mesh with secrets", () => {
    it("has none of them", () => {
        const view = namedView(brokenSite(3));
        const html = pageOf(view, trafficOf(view, 51));
        const secrets = new Set<string>();
        const note = (text: string) => {
            if (text.length > 5) secrets.add(text);
        };
        for (const { kubernetes, config } of view.clusters) {
            note(config.kubeconfig);
            note(config.nodes?.ssh?.privateKey ?? "");
            const { cloud } = config.openstack ?? {};
            for (const value of Object.values(cloud ?? {})) {
                if (typeof value === "string") note(value);
            }
            const found = "seen" in kubernetes ? kubernetes.seen.secrets : [];
            for (const { data = {} } of found) {
                for (const value of Object.values(data)) {
                    note(value);
                    note(Buffer.from(value, "base64").toString());
                }
            }
        }
        assert.ok(secrets.size > 20, String(secrets.size));
        // Not secret, and told in findings and the map.
        const known = new Set(
            view.clusters.flatMap(({ config }) => [config.name, config.openstack?.cloud.authUrl]),
        );
        assert.deepEqual(
            [...secrets].filter((text) => html.includes(text) && !known.has(text)),
            [],
        );
        for (const mark of ["BEGIN ", "PRIVATE KEY", "client-key-data", "token:", "eyJ"]) {
            assert.ok(!html.includes(mark), mark);
        }
    });
});

describe("page of a mesh with hostile names", () => {
    const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&\u202E\u001B[31m`;

    it("has the same elements and attributes, and shows the names", () => {
        for (const isBroken of [false, true]) {
            const view = namedView(site(3, isBroken));
            const disguise = disguiseOf(view);
            const traffic = trafficOf(view, 51);
            const plain = modelOf(view, traffic);
            const disguised = modelOf(everyText(view, disguise), traffic);
            // Names that layers look for would make another mesh of it: those come afterwards.
            const hostile = everyText(disguised, (text, key) =>
                ["state", "severity", "kind", "id"].includes(key) ? text : text + HOSTILE,
            );
            const html = renderPage(hostile, "");
            assert.deepEqual(markup(html), markup(renderPage(plain, "")));
            assert.ok(html.includes("&lt;script>alert(1)&lt;/script>"), "not shown");
        }
    });

    it("has no character that turns the direction of others", () => {
        const view = healthySite(2);
        const { report } = modelOf({ ...view, stack: HOSTILE }, { refusal: HOSTILE });
        assert.equal(report.stack, `"><script>alert(1)</script><img src=x onerror=alert(2)>'&`);
    });
});
