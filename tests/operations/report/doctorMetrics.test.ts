import assert from "node:assert/strict";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { certificatesOf } from "../../../operations/layers/certificates/certificatesOf";
import { doctorMetrics } from "../../../operations/report/doctorMetrics";
import type { DoctorReport, ReportedFinding } from "../../../operations/report/doctorReport";
import { secret } from "../support/kubernetesObjects";
import { remove } from "../support/linkedMesh";
import { NOW } from "../support/links";
import { certificate, tlsData } from "../support/pki";
import { ANCHOR } from "../support/platform";
import { healthyMesh, healthyView } from "../support/views";

const FINDING: ReportedFinding = {
    severity: "error",
    code: "proxy-missing",
    where: "cluster2",
    what: "what",
    why: "why",
    remedy: "remedy",
};
const LAYER = { scope: "", notChecked: [], findings: [] };
const REPORT: DoctorReport = {
    stack: "dev",
    pre: false,
    layers: [
        { ...LAYER, id: "configuration", title: "Configuration" },
        {
            ...LAYER,
            id: "proxies",
            title: "Proxies",
            findings: [FINDING, FINDING, { ...FINDING, severity: "warning", where: "cluster1/a" }],
        },
        {
            ...LAYER,
            id: "links",
            title: "Links",
            findings: [
                { ...FINDING, code: "link-missing", where: "cluster1-to-cluster2" },
                { ...FINDING, code: "link-missing", where: "all clusters" },
            ],
        },
    ],
};
const NOTHING = { clusters: ["cluster1", "cluster2"], certificates: [], now: NOW };

/** Labels and values of one metric, as a program reads them. */
function samples(text: string, metric: string) {
    const family = parsePrometheusTextFormat(text).find(({ name }) => name === metric);
    return family?.metrics.map(({ labels, value }) => [labels, value]);
}

describe("report of doctor, as OpenMetrics", () => {
    it("counts findings of a kind in a cluster, and has a 0 for a layer without any", async () => {
        assert.equal(
            await doctorMetrics(REPORT, NOTHING),
            `# HELP linkerd_multicluster_findings Findings of doctor; 0 with an empty code where a layer found nothing.
# TYPE linkerd_multicluster_findings gauge
linkerd_multicluster_findings{stack="dev",cluster="",layer="configuration",code="",severity=""} 0
linkerd_multicluster_findings{stack="dev",cluster="cluster2",layer="proxies",code="proxy-missing",severity="error"} 2
linkerd_multicluster_findings{stack="dev",cluster="cluster1",layer="proxies",code="proxy-missing",severity="warning"} 1
linkerd_multicluster_findings{stack="dev",cluster="cluster1",layer="links",code="link-missing",severity="error"} 1
linkerd_multicluster_findings{stack="dev",cluster="",layer="links",code="link-missing",severity="error"} 1
# HELP linkerd_multicluster_certificate_remaining_seconds Seconds until a certificate of the mesh ends.
# TYPE linkerd_multicluster_certificate_remaining_seconds gauge
# EOF`,
        );
    });

    it("knows a cluster whose name begins with that of another", async () => {
        const where = ["a", "a-to-b", "ab/node1", "ab: n1, n2", "a-to-b-to-a", "a-to-ab", "a, ab"];
        const layers = [
            {
                ...LAYER,
                id: "links" as const,
                title: "Links",
                findings: where.map((one) => ({ ...FINDING, where: one })),
            },
        ];
        const text = await doctorMetrics(
            { ...REPORT, layers },
            { ...NOTHING, clusters: ["a", "ab", "a-to-b"] },
        );
        assert.deepEqual(
            samples(text, "linkerd_multicluster_findings")?.map(([labels, value]) => [
                (labels as Record<string, string>)["cluster"],
                value,
            ]),
            [
                ["a", "2"],
                ["a-to-b", "2"],
                ["ab", "2"],
                ["", "1"],
            ],
        );
    });

    for (const hostile of ['a"} 1\nb{c="', "a\\", "\\n", "한국어", "a\r\nb", "#EOF", ""]) {
        it(`gives a program back the name ${JSON.stringify(hostile)}`, async () => {
            const layers = [
                {
                    ...LAYER,
                    id: "links" as const,
                    title: "Links",
                    findings: [{ ...FINDING, where: hostile }],
                },
            ];
            const text = await doctorMetrics(
                { stack: hostile, pre: false, layers },
                { ...NOTHING, clusters: [hostile] },
            );
            assert.deepEqual(samples(text, "linkerd_multicluster_findings"), [
                [
                    {
                        stack: hostile,
                        cluster: hostile,
                        layer: "links",
                        code: "proxy-missing",
                        severity: "error",
                    },
                    "1",
                ],
            ]);
        });
    }

    it("has the seconds until each certificate ends, in each cluster", async () => {
        const mesh = healthyMesh();
        const until = new Date(NOW.getTime() - 90_000);
        const ended = certificate("identity.linkerd.cluster.local", ANCHOR, { until });
        const { secrets } = mesh.kubernetes("cluster2");
        remove(secrets, "linkerd-identity-issuer");
        remove(secrets, "linkerd-sp-validator-k8s-tls");
        secrets.push(secret("linkerd", "linkerd-identity-issuer", {}, tlsData(ended)));
        const seen = certificatesOf(healthyView(mesh));
        const text = await doctorMetrics(REPORT, { ...NOTHING, certificates: seen });
        const left = String((Date.parse("2036-01-01T00:00:00Z") - NOW.getTime()) / 1000);
        const named = (kind: string) =>
            seen.filter((one) => one.kind === kind).map(({ name }) => name);
        const [anchor] = named("trust anchor");
        const [issuer1, issuer2] = named("issuer");
        assert.match(anchor ?? "", /^([0-9A-F]{2}:){3}[0-9A-F]{2}$/);
        assert.deepEqual(
            samples(text, "linkerd_multicluster_certificate_remaining_seconds"),
            [
                ["cluster1", "trust anchor", anchor, left],
                ["cluster1", "issuer", issuer1, left],
                ["cluster1", "webhook", "linkerd-proxy-injector", left],
                ["cluster1", "webhook", "linkerd-sp-validator", left],
                ["cluster1", "webhook", "linkerd-policy-validator", left],
                ["cluster2", "trust anchor", anchor, left],
                ["cluster2", "issuer", issuer2, "-90"],
                ["cluster2", "webhook", "linkerd-proxy-injector", left],
                ["cluster2", "webhook", "linkerd-policy-validator", left],
            ].map(([cluster, kind, name, value]) => [{ stack: "dev", cluster, kind, name }, value]),
        );
    });

    it("has no certificates of a cluster that does not answer", () => {
        const mesh = healthyMesh();
        mesh.kill("cluster1");
        assert.deepEqual(
            [...new Set(certificatesOf(healthyView(mesh)).map(({ cluster }) => cluster))],
            ["cluster2"],
        );
    });
});
