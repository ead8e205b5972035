import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { expiryWarnings } from "../../../stacks/survey/expiryWarnings";
import type { LiveLinkerd } from "../../../stacks/survey/liveLinkerd";
import { plainCluster, plainMesh } from "../../operations/support/plainClusters";
import { pair } from "../../support/certificates";

const ROOT = "root.linkerd.cluster.local";
const ISSUER = "identity.linkerd.cluster.local";
const NOW = Date.parse("2030-01-01T00:00:00Z");
const ANCHOR = pair(ROOT, { until: "2040-01-01" });
const ENDING = pair(ROOT, { until: "2030-02-01" });
const LAST_DAY = pair(ROOT, { until: "2030-03-02" });
const AFTER = pair(ROOT, { until: "2030-03-01" });
const print = ({ certificate }: { readonly certificate: string }) =>
    `${new X509Certificate(certificate).fingerprint256.slice(0, 11)}…`;
const x509 = ({ certificate }: { readonly certificate: string }) =>
    new X509Certificate(certificate);

const mesh = plainMesh([plainCluster("cluster1"), plainCluster("cluster2")]);
const warnings = (
    lives: Readonly<Record<string, Pick<LiveLinkerd, "trustAnchors"> & Partial<LiveLinkerd>>>,
    made?: Readonly<Record<string, string>>,
    config = mesh,
) => {
    const whole = Object.entries(lives).map(
        ([name, live]) => [name, { issuerChain: [], ...live }] as const,
    );
    return expiryWarnings(config, new Map(whole), made, NOW);
};

describe("expiryWarnings", () => {
    it("has nothing to say where nothing ends within 60 days, or nothing is live", () => {
        const issuerChain = [x509(pair(ISSUER, { by: ANCHOR, until: "2031-01-01" }))];
        assert.deepEqual(warnings({}), []);
        assert.deepEqual(
            warnings({ cluster1: { trustAnchors: [x509(ANCHOR), x509(LAST_DAY)], issuerChain } }),
            [],
        );
    });

    it("names a live anchor once for all clusters, and the key", () => {
        const trustAnchors = [x509(AFTER)];
        assert.deepEqual(warnings({ cluster1: { trustAnchors }, cluster2: { trustAnchors } }), [
            `the trust anchor ${print(AFTER)} ends in 59 days, on 2030-03-01; add a generation to trustAnchorGenerations`,
        ]);
    });

    it("is silent of an anchor that leaves with this update", () => {
        const made = { "1": ANCHOR.certificate, "7": ENDING.certificate };
        assert.deepEqual(
            warnings({ cluster1: { trustAnchors: [x509(ANCHOR), x509(ENDING)] } }, made),
            [],
        );
    });

    it("names the issuer of a cluster, also one that has ended", () => {
        const trustAnchors = [x509(ANCHOR)];
        const issuerChain = [x509(pair(ISSUER, { by: ANCHOR, until: "2030-01-11" }))];
        const ended = [x509(pair(ISSUER, { by: ANCHOR, until: "2029-12-24" }))];
        assert.deepEqual(
            warnings({
                cluster1: { trustAnchors, issuerChain },
                cluster2: { trustAnchors, issuerChain: ended },
            }),
            [
                "the issuer of cluster1 ends in 10 days, on 2030-01-11; raise issuerGeneration",
                "the issuer of cluster2 ended on 2029-12-24; raise issuerGeneration",
            ],
        );
    });

    it("names certificates of the site's own in the configuration, and an issuer that something else keeps", () => {
        const own = pair(ISSUER, { by: ANCHOR, until: "2030-01-21" });
        const kept = [x509(pair(ISSUER, { by: ANCHOR, until: "2030-01-11" }))];
        const clusters = [
            plainCluster("cluster1", { issuer: { certificate: own.certificate, key: own.key } }),
            plainCluster("cluster2", { issuer: "external" }),
        ];
        const trustAnchors = [ANCHOR.certificate, ENDING.certificate];
        const config = { ...mesh, clusters, certificates: { ...mesh.certificates, trustAnchors } };
        assert.deepEqual(
            warnings(
                {
                    cluster1: { trustAnchors: [], issuerChain: kept },
                    cluster2: { trustAnchors: [], issuerChain: kept },
                },
                {},
                config,
            ),
            [
                "certificates.trustAnchors[1] ends in 31 days, on 2030-02-01; add its successor to certificates.trustAnchors",
                "the issuer of cluster1 ends in 20 days, on 2030-01-21; store another one as cluster1Issuer",
                "the issuer of cluster2 ends in 10 days, on 2030-01-11; renew it in Secret linkerd/linkerd-identity-issuer",
            ],
        );
    });

    it("compares an issuer with the anchor that signed it, by their dates", () => {
        const short = pair(ROOT, { until: "2031-06-01" });
        const issuerChain = [x509(pair(ISSUER, { by: short, until: "2031-06-02" }))];
        assert.deepEqual(warnings({ cluster1: { trustAnchors: [x509(short)], issuerChain } }), [
            "the issuer of cluster1 ends on 2031-06-02, after its trust anchor, which ends on 2031-06-01; raise issuerGeneration",
        ]);
    });

    it("compares an issuer that would be made today with the anchor that would sign it", () => {
        const short = pair(ROOT, { until: "2030-12-31" });
        assert.deepEqual(warnings({}, { "1": short.certificate }), [
            "an issuer that is made today would end on 2031-01-01, after the trust anchor of generation 1, which ends on 2030-12-31; write a shorter issuerLifetime, or sign with a newer generation",
        ]);
        assert.deepEqual(warnings({}, { "2": short.certificate }), []);
    });
});
