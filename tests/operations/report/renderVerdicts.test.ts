import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { createColors } from "picocolors";
import { renderVerdicts } from "../../../operations/report/renderVerdicts";
import type { Verdict } from "../../../operations/verify/judge";

const GOOD: Verdict = {
    source: "cluster2",
    requests: 100,
    shares: [
        { cluster: "cluster1", version: "v1", count: 52 },
        { cluster: "cluster2", version: "v2", count: 48 },
    ],
    failures: [],
    expected: { cluster1: 0.5, cluster2: 0.5 },
    pValue: 0.7643534,
    latency: { p50: 2.512, p90: 4.1, p99: 9.96, max: 12.3 },
    problems: [],
};
const BAD: Verdict = {
    source: "cluster3",
    requests: 100,
    shares: [
        { cluster: "cluster3", version: "v2", count: 98 },
        { version: "v3", count: 1 },
    ],
    failures: [{ reason: "HTTP 504", count: 1 }],
    expected: { cluster1: 0.5, cluster3: 0.5 },
    pValue: 1e-30,
    latency: { p50: 1, p90: 1, p99: 1, max: 5001 },
    problems: ["1 of 100 requests: HTTP 504", "cluster1 never answered, and its weight is 50.0 %"],
};
const DEAF: Verdict = {
    source: "cluster4",
    requests: 100,
    shares: [],
    failures: [],
    expected: {},
    problems: ["no pod of Deployment sample/sleep is ready"],
};
const OWN: Verdict = {
    ...GOOD,
    ...{ split: "shop/cart", asked: "http://cart.shop:80/ from cluster2/shop/pod/web-1" },
    shares: [{ cluster: "cluster1", service: "cart-cluster1", count: 100 }],
    expected: { cluster1: 1, cluster2: 0 },
    ...{ pValue: 1, notes: ["weights of the configuration"] },
};
const SKIPPED: Verdict = {
    ...{ source: "cluster3", split: "shop/till", asked: "Service shop/till from cluster3" },
    ...{ requests: 0, shares: [], failures: [], expected: {}, problems: [] },
    skipped: "no port of Service shop/till speaks HTTP",
};
const report = (...verdicts: Verdict[]) => ({ stack: "dev", requests: 100, verdicts });

describe("renderVerdicts", () => {
    for (const output of ["table", "json", "junit"] as const) {
        it(`prints nothing that a terminal would obey: ${output}`, () => {
            const said = (text: string) => ({
                ...BAD,
                shares: [{ version: text, count: 1 }],
                failures: [{ reason: text, count: 1 }],
                problems: [text],
            });
            assert.equal(
                renderVerdicts(report(said("a\u001B[31mb\n\u202Ec")), output, true),
                renderVerdicts(report(said("ab c")), output, true),
            );
        });
    }

    it("prints a table of who answered to whom, in at most 80 columns", () => {
        const text = renderVerdicts(report(GOOD, BAD, DEAF), "table", false);
        assert.equal(
            text,
            `100 requests to helloworld from each cluster with a split

FROM      ANSWERED BY     VERSION  ANSWERS   SHARE  WEIGHT
cluster2  cluster1        v1            52  52.0 %  50.0 %
cluster2  cluster2        v2            48  48.0 %  50.0 %
cluster3  cluster3        v2            98  99.0 %  50.0 %
cluster3  an unknown pod  v3             1   1.0 %
cluster3  cluster1                       0   0.0 %  50.0 %

cluster2: latency in ms: p50 2.5, p90 4.1, p99 10.0, max 12
          share against weight: p = 0.7644 (exact binomial test)
cluster3: latency in ms: p50 1.0, p90 1.0, p99 1.0, max 5001
          share against weight: p < 0.0001 (exact binomial test)

cluster2: ok
cluster3: failed
  - 1 of 100 requests: HTTP 504
  - cluster1 never answered, and its weight is 50.0 %
cluster4: failed
  - no pod of Deployment sample/sleep is ready

What does not work, layer by layer: npm run doctor`,
        );
        assert.ok(text.split("\n").every((line) => line.length <= 80));
    });

    it("prints no table where nobody answered, and no hint where all is well", () => {
        assert.equal(
            renderVerdicts(report(DEAF), "table", false),
            `100 requests to helloworld from each cluster with a split

cluster4: failed
  - no pod of Deployment sample/sleep is ready

What does not work, layer by layer: npm run doctor`,
        );
        assert.doesNotMatch(renderVerdicts(report(GOOD), "table", false), /doctor/);
    });

    it("prints each split of the operator's own by itself, and one that is not asked", () => {
        assert.equal(
            renderVerdicts(report(GOOD, OWN, SKIPPED), "table", false),
            `100 requests to helloworld from each cluster with a split

FROM      ANSWERED BY  VERSION  ANSWERS   SHARE  WEIGHT
cluster2  cluster1     v1            52  52.0 %  50.0 %
cluster2  cluster2     v2            48  48.0 %  50.0 %

cluster2: latency in ms: p50 2.5, p90 4.1, p99 10.0, max 12
          share against weight: p = 0.7644 (exact binomial test)

cluster2: ok

100 requests to http://cart.shop:80/ from cluster2/shop/pod/web-1

FROM      ANSWERED BY  SERVICE        ANSWERS    SHARE   WEIGHT
cluster2  cluster1     cart-cluster1      100  100.0 %  100.0 %
cluster2  cluster2                          0    0.0 %    0.0 %

cluster2: latency in ms: p50 2.5, p90 4.1, p99 10.0, max 12
          share against weight: p = 1.0000 (exact binomial test)
          weights of the configuration

cluster2: ok

No requests to Service shop/till from cluster3

cluster3: not asked
  - no port of Service shop/till speaks HTTP`,
        );
    });

    it("colours results on a terminal only", () => {
        const { green, red, yellow } = createColors(true);
        const skipped = renderVerdicts(report(SKIPPED), "table", true);
        assert.ok(skipped.includes(yellow("cluster3: not asked")));
        const coloured = renderVerdicts(report(GOOD, BAD), "table", true);
        assert.ok(coloured.includes(green("cluster2: ok")));
        assert.ok(coloured.includes(red("cluster3: failed")));
        const plain = renderVerdicts(report(GOOD, BAD), "table", false);
        assert.equal(stripVTControlCharacters(plain), plain);
        assert.equal(stripVTControlCharacters(coloured), plain);
    });

    it("prints JSON with everything in it", () => {
        assert.deepEqual(JSON.parse(renderVerdicts(report(GOOD), "json", true)), {
            stack: "dev",
            requests: 100,
            significance: 0.0001,
            verdicts: [GOOD],
        });
    });

    it("prints JUnit with a case for each cluster", () => {
        assert.equal(
            renderVerdicts(report(GOOD, BAD), "junit", true),
            `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" skipped="0">
  <testsuite name="verify dev" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="verify" name="100 requests to helloworld from cluster2"/>
    <testcase classname="verify" name="100 requests to helloworld from cluster3">
      <failure message="1 of 100 requests: HTTP 504&#xA;cluster1 never answered, and its weight is 50.0 %"/>
    </testcase>
  </testsuite>
</testsuites>`,
        );
    });

    it("prints JUnit of the operator's own splits by what was asked", () => {
        assert.equal(
            renderVerdicts(report(OWN, SKIPPED), "junit", true),
            `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="0" errors="0" skipped="1">
  <testsuite name="verify dev" tests="2" failures="0" errors="0" skipped="1">
    <testcase classname="verify" name="100 requests to http://cart.shop:80/ from cluster2/shop/pod/web-1"/>
    <testcase classname="verify" name="0 requests to Service shop/till from cluster3">
      <skipped/>
    </testcase>
  </testsuite>
</testsuites>`,
        );
    });
});
