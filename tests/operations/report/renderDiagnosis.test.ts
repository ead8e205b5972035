import assert from "node:assert/strict";
import { renderDiagnosis } from "../../../operations/report/renderDiagnosis";
import type { DoctorReport, ReportedFinding } from "../../../operations/report/doctorReport";

const FINDING: ReportedFinding = {
    severity: "error",
    code: "metallb-controller-down",
    where: "cluster2",
    what: "MetalLB gives no addresses: Deployment metallb-system/controller is scaled to no replica",
    why: "A gateway Service that is made or changed gets no address; one that has an address keeps it.",
    remedy: "kubectl --context cluster2 --namespace metallb-system scale deployment/controller --replicas=1",
};
const WARNING: ReportedFinding = {
    severity: "warning",
    code: "issuer-expiring",
    where: "cluster1",
    what: "the issuer expires in 12 days, on 2026-12-07",
    why: "New pods stay unready.",
    remedy: "pulumi config set issuerGeneration 2\npulumi up",
};
const UNSEEN = "cluster3: its API server does not answer";

const REPORT: DoctorReport = {
    stack: "dev",
    pre: false,
    layers: [
        {
            id: "configuration",
            title: "Configuration",
            scope: "3 clusters, 6 links",
            findings: [],
            notChecked: [],
        },
        {
            id: "gateway-service",
            title: "Gateway Services",
            scope: "MetalLB, 10.10.0.150, 10.20.0.150, and what else is to be said of it in many words",
            findings: [FINDING, { ...FINDING, where: "cluster1" }, WARNING],
            notChecked: [UNSEEN],
        },
        {
            id: "certificates",
            title: "Certificates",
            scope: "2 issuers",
            findings: [WARNING],
            notChecked: [UNSEEN],
        },
        {
            id: "releases",
            title: "Helm releases",
            scope: "8 releases",
            findings: [],
            notChecked: [UNSEEN],
        },
    ],
};
const HEALTHY: DoctorReport = { ...REPORT, layers: REPORT.layers.slice(0, 1) };

const plain = (report: DoctorReport, columns?: number) =>
    renderDiagnosis(report, "table", { columns, colour: false });

describe("report of doctor, as a table", () => {
    it("is one line for each layer of a mesh that works", () => {
        assert.equal(
            plain(HEALTHY),
            `Stack dev: does the mesh work?

LAYER          RESULT  LOOKED AT
Configuration  ok      3 clusters, 6 links

The mesh works. Nothing was found in 1 layers.`,
        );
    });

    it("takes what a host said with tabs and carriage returns", () => {
        const layers = HEALTHY.layers.map((layer) => ({ ...layer, scope: "a\tb\r\nc" }));
        assert.equal(
            plain({ ...HEALTHY, layers }),
            `Stack dev: does the mesh work?

LAYER          RESULT  LOOKED AT
Configuration  ok      a b c

The mesh works. Nothing was found in 1 layers.`,
        );
    });

    it("answers the other question before an update", () => {
        assert.equal(
            plain({ ...HEALTHY, pre: true }),
            `Stack dev: can \`pulumi up\` succeed?

LAYER          RESULT  LOOKED AT
Configuration  ok      3 clusters, 6 links

Nothing is in the way of \`pulumi up\`. Nothing was found in 1 layers.`,
        );
    });

    it("has all findings, wrapped to 80 columns but for what is to be copied", () => {
        assert.equal(
            plain(REPORT),
            `Stack dev: does the mesh work?

LAYER             RESULT               LOOKED AT
Configuration     ok                   3 clusters, 6 links
Gateway Services  2 errors, 1 warning  MetalLB, 10.10.0.150, 10.20.0.150, and
                                       what else is to be said of it in many
                                       words
Certificates      1 warning            2 issuers
Helm releases     not all seen         8 releases

ERROR  Gateway Services: cluster2
  what    MetalLB gives no addresses: Deployment metallb-system/controller is
          scaled to no replica
  why     A gateway Service that is made or changed gets no address; one that
          has an address keeps it.
  see     docs/operations.md#metallb-controller-down
  remedy  kubectl --context cluster2 --namespace metallb-system scale deployment/controller --replicas=1

ERROR  Gateway Services: cluster1
  what    MetalLB gives no addresses: Deployment metallb-system/controller is
          scaled to no replica
  why     A gateway Service that is made or changed gets no address; one that
          has an address keeps it.
  see     docs/operations.md#metallb-controller-down
  remedy  kubectl --context cluster2 --namespace metallb-system scale deployment/controller --replicas=1

WARNING  Gateway Services: cluster1
  what    the issuer expires in 12 days, on 2026-12-07
  why     New pods stay unready.
  see     docs/operations.md#issuer-expiring
  remedy  pulumi config set issuerGeneration 2
          pulumi up

WARNING  Certificates: cluster1
  what    the issuer expires in 12 days, on 2026-12-07
  why     New pods stay unready.
  see     docs/operations.md#issuer-expiring
  remedy  pulumi config set issuerGeneration 2
          pulumi up

Not looked at:
  -  cluster3: its API server does not answer (Gateway Services, Certificates,
     Helm releases)

2 errors, 2 warnings.`,
        );
    });

    it("does not praise what it has not seen", () => {
        const [, , , releases] = REPORT.layers;
        if (releases === undefined) throw new Error("no layer");
        assert.equal(
            plain({ ...REPORT, layers: [releases] })
                .split("\n")
                .at(-1),
            "Nothing is wrong in what could be looked at.",
        );
    });

    it("does not praise what one of several layers has not seen", () => {
        const [configuration, , , releases] = REPORT.layers;
        if (configuration === undefined || releases === undefined) throw new Error("no layers");
        assert.equal(
            plain({ ...REPORT, layers: [configuration, releases] })
                .split("\n")
                .at(-1),
            "Nothing is wrong in what could be looked at.",
        );
    });

    for (const [columns, longest] of [
        [200, 100],
        [90, 90],
        [20, 60],
    ] as const) {
        it(`is at most ${longest} columns wide on a terminal of ${columns}, remedies apart`, () => {
            const lengths = plain(REPORT, columns)
                .split("\n")
                .filter((line) => !line.includes("kubectl"))
                .map((line) => line.length);
            assert.ok(Math.max(...lengths) <= longest, String(Math.max(...lengths)));
            assert.ok(Math.max(...lengths) > longest - 12, String(Math.max(...lengths)));
        });
    }

    it("has the same text in colour, with errors in red", () => {
        const coloured = renderDiagnosis(REPORT, "table", { columns: 80, colour: true });
        assert.ok(coloured.includes("\u001b[31mERROR\u001b[39m  Gateway Services"));
        assert.ok(coloured.includes("\u001b[33mWARNING\u001b[39m  Certificates"));
        assert.ok(coloured.includes("\u001b[32mok\u001b[39m                   3 clusters"));
        // eslint-disable-next-line no-control-regex -- colours are control characters
        assert.equal(coloured.replace(/\u001b\[\d+m/g, ""), plain(REPORT));
    });
});

/** A text, and what is left of it where it is shown. */
const [HOSTILE, HARMLESS] = ["a\u001B[31mb\u009B2K\n\u202Ec\u2066\u0007", "ab c "];

describe("report of doctor, whatever was seen", () => {
    const hostile: DoctorReport = {
        stack: HOSTILE,
        pre: false,
        layers: HEALTHY.layers.map((layer) => ({
            ...layer,
            scope: HOSTILE,
            notChecked: [HOSTILE],
            findings: [
                {
                    ...FINDING,
                    where: HOSTILE,
                    what: HOSTILE,
                    why: HOSTILE,
                    remedy: "a\u001B[31mb\n\u202Ec",
                },
                { ...WARNING, where: HOSTILE },
            ],
        })),
    };
    const harmless: DoctorReport = {
        stack: HARMLESS,
        pre: false,
        layers: HEALTHY.layers.map((layer) => ({
            ...layer,
            scope: HARMLESS,
            notChecked: [HARMLESS],
            findings: [
                { ...FINDING, where: HARMLESS, what: HARMLESS, why: HARMLESS, remedy: "ab\nc" },
                { ...WARNING, where: HARMLESS },
            ],
        })),
    };
    for (const output of ["table", "json", "junit"] as const) {
        it(`shows nothing that a terminal would obey, but its own colours: ${output}`, () => {
            const terminal = { columns: 80, colour: true };
            assert.equal(
                renderDiagnosis(hostile, output, terminal),
                renderDiagnosis(harmless, output, terminal),
            );
        });
    }
});

describe("report of doctor, as JSON", () => {
    it("holds everything, with the worst of each layer", () => {
        const { layers } = JSON.parse(
            renderDiagnosis(REPORT, "json", { columns: 80, colour: true }),
        ) as { layers: { result: string }[] };
        assert.deepEqual(
            layers.map(({ result }) => result),
            ["ok", "error", "warning", "incomplete"],
        );
        assert.equal(
            renderDiagnosis({ ...REPORT, layers: REPORT.layers.slice(2, 3) }, "json", {
                columns: 80,
                colour: true,
            }),
            `{
  "stack": "dev",
  "pre": false,
  "layers": [
    {
      "id": "certificates",
      "title": "Certificates",
      "result": "warning",
      "looked": "2 issuers",
      "unseen": [
        "cluster3: its API server does not answer"
      ],
      "findings": [
        {
          "severity": "warning",
          "code": "issuer-expiring",
          "where": "cluster1",
          "what": "the issuer expires in 12 days, on 2026-12-07",
          "why": "New pods stay unready.",
          "remedy": "pulumi config set issuerGeneration 2\\npulumi up"
        }
      ]
    }
  ]
}`,
        );
    });
});

describe("report of doctor, as JUnit", () => {
    it("has a case for each layer and one, failed, for each error", () => {
        const layers = REPORT.layers.slice(1, 3).map((layer) => ({
            ...layer,
            findings: layer.findings.slice(1),
        }));
        assert.equal(
            renderDiagnosis({ ...REPORT, layers }, "junit", { columns: 80, colour: true }),
            `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0" skipped="0">
  <testsuite name="doctor dev" tests="3" failures="1" errors="0" skipped="0">
    <testcase classname="doctor.gateway-service" name="Gateway Services">
      <system-out><![CDATA[cluster1: the issuer expires in 12 days, on 2026-12-07
New pods stay unready.
pulumi config set issuerGeneration 2
pulumi up
not looked at: cluster3: its API server does not answer]]></system-out>
    </testcase>
    <testcase classname="doctor.gateway-service" name="cluster1: metallb-controller-down">
      <failure message="cluster1: MetalLB gives no addresses: Deployment metallb-system/controller is scaled to no replica"/>
      <system-err><![CDATA[A gateway Service that is made or changed gets no address; one that has an address keeps it.
kubectl --context cluster2 --namespace metallb-system scale deployment/controller --replicas=1]]></system-err>
    </testcase>
    <testcase classname="doctor.certificates" name="Certificates">
      <system-out><![CDATA[not looked at: cluster3: its API server does not answer]]></system-out>
    </testcase>
  </testsuite>
</testsuites>`,
        );
    });

    it("has one case for two errors of a kind in one place, as CI keeps a name once", () => {
        const layers = REPORT.layers.slice(2, 3).map((layer) => ({
            ...layer,
            findings: ["a", "b"].map((what) => ({ ...FINDING, what, remedy: `mend ${what}` })),
            notChecked: [],
        }));
        assert.match(
            renderDiagnosis({ ...REPORT, layers }, "junit", { columns: 80, colour: true }),
            /tests="2" failures="1"[^]*name="cluster2: metallb-controller-down"[^]*message="cluster2: a; cluster2: b"[^]*mend a\n[^]*mend b\]/,
        );
    });
});
