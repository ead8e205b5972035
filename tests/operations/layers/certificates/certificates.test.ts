import { V1ConfigMap, V1MutatingWebhook, V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import type { Code } from "../../../../operations/findings/codes";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import { certificates } from "../../../../operations/layers/certificates/certificates";
import { examined } from "../../support/examined";
import { make, secret } from "../../support/kubernetesObjects";
import { NOW } from "../../support/links";
import {
    named,
    remove,
    type ChangeableKubernetes,
    type LinkedMesh,
} from "../../support/linkedMesh";
import { base64, certificate, tlsData, type Pair } from "../../support/pki";
import { ANCHOR } from "../../support/platform";
import { healthyMesh, healthyView } from "../../support/views";

const ISSUER = "linkerd-identity-issuer";
const PLACE = `Secret linkerd/${ISSUER}`;
const CHART =
    "helm --kube-context cluster1 --namespace linkerd get manifest linkerd-control-plane | kubectl --context cluster1 apply --filename -";
const UNSIGNED =
    "linkerd-identity cannot sign certificates that others trust: new pods stay unready, and those of today fail within a day.";
const again = (name: string) =>
    `kubectl --context cluster1 --namespace linkerd delete secret ${name}\npulumi up --refresh`;
const inDays = (days: number) => new Date(NOW.getTime() + days * 24 * 60 * 60 * 1000);

const OTHER_ANCHOR = certificate("root.linkerd.cluster.local");
const issuer = (by: Pair | undefined, options?: Parameters<typeof certificate>[2]) =>
    certificate("identity.linkerd.cluster.local", by, options);

describe("layer certificates", () => {
    let mesh: LinkedMesh;
    let first: ChangeableKubernetes;
    const findings = () => examined(certificates, healthyView(mesh)).findings;
    const told = () =>
        findings().map(({ severity, code, what, remedy }) => [severity, code, what, remedy]);
    const replace = (name: string, data: Record<string, string>) => {
        remove(first.secrets, name);
        first.secrets.push(secret("linkerd", name, {}, data));
    };
    const broken = (
        finding: Pick<ReportedFinding, "code" | "what" | "remedy">,
    ): ReportedFinding => ({
        severity: "error",
        where: "cluster1",
        why: UNSIGNED,
        ...finding,
    });

    beforeEach(() => {
        mesh = healthyMesh();
        first = mesh.kubernetes("cluster1");
    });

    it("has nothing to say of certificates that fit together for years", () => {
        assert.deepEqual(examined(certificates, healthyView(mesh)), {
            findings: [],
            scope: "trust anchors, 2 issuers, the webhooks' certificates",
            notChecked: [],
        });
    });

    const wrongIssuers: [string, () => Record<string, string>, string, Code?][] = [
        [
            "that no trust anchor signed",
            () => tlsData(issuer(undefined)),
            `no trust anchor of the cluster signed the issuer in ${PLACE}`,
            "issuer-untrusted",
        ],
        [
            "that an anchor of the same name signed",
            () => tlsData(issuer(OTHER_ANCHOR)),
            `no trust anchor of the cluster signed the issuer in ${PLACE}`,
            "issuer-untrusted",
        ],
        [
            "beside the key of another",
            () => ({ ...tlsData(issuer(ANCHOR)), "tls.key": base64(ANCHOR.key) }),
            `the issuer in ${PLACE} and the key beside it do not go together`,
        ],
        [
            "beside no key",
            () => ({ "tls.crt": base64(issuer(ANCHOR).cert) }),
            `the issuer in ${PLACE} and the key beside it do not go together`,
        ],
        [
            "that may not sign",
            () => tlsData(issuer(ANCHOR, { host: "identity.linkerd" })),
            `the issuer in ${PLACE} is no CA`,
        ],
        [
            "of another curve",
            () => tlsData(issuer(ANCHOR, { curve: "nistp384" })),
            `the issuer in ${PLACE} has no ECDSA P-256 key`,
        ],
        [
            "that is no certificate",
            () => ({
                "tls.crt": base64("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"),
            }),
            `the issuer in ${PLACE} cannot be read`,
        ],
    ];
    for (const [title, data, what, code = "issuer-unusable"] of wrongIssuers) {
        it(`names an issuer ${title}`, () => {
            replace(ISSUER, data());
            assert.deepEqual(findings(), [broken({ code, what, remedy: again(ISSUER) })]);
        });
    }

    it("names an issuer that is missing", () => {
        remove(first.secrets, ISSUER);
        assert.deepEqual(findings(), [
            broken({
                code: "issuer-missing",
                what: `${PLACE}, the issuer, is missing`,
                remedy: "pulumi up --refresh",
            }),
        ]);
    });

    const ends: [number, string | undefined, string][] = [
        [61, undefined, ""],
        [60, undefined, ""],
        [59.5, "warning", "expires in 59 days, on 2027-01-24"],
        [-1, "error", "expired on 2026-11-24"],
    ];
    for (const [days, severity, what] of ends) {
        it(`says ${severity ?? "nothing"} of an issuer that ends in ${days} days`, () => {
            replace(ISSUER, tlsData(issuer(ANCHOR, { until: inDays(days) })));
            const remedy = "pulumi config set issuerGeneration 2\npulumi up";
            assert.deepEqual(
                told(),
                severity === undefined
                    ? []
                    : [[severity, "issuer-expiring", `the issuer in ${PLACE} ${what}`, remedy]],
            );
        });
    }

    it("names an issuer that is not valid yet", () => {
        const view = { ...healthyView(mesh), now: new Date("2025-12-31T00:00:00Z") };
        assert.deepEqual(
            examined(certificates, view).findings.map(({ severity, where, what }) => [
                severity,
                where,
                what,
            ])[1],
            ["error", "cluster1", `the issuer in ${PLACE} is valid only from 2026-01-01 on`],
        );
    });

    it("names trust anchors that the mesh does not have", () => {
        const roots = named(first.configMaps, "linkerd-identity-trust-roots");
        roots.data = { "ca-bundle.crt": OTHER_ANCHOR.cert };
        const [anchors, ...others] = findings();
        assert.match(
            anchors?.what ?? "",
            /^ConfigMap linkerd\/linkerd-identity-trust-roots has the trust anchors (..:){3}..…, and the mesh has (..:){3}..…$/,
        );
        assert.equal(anchors?.severity, "error");
        assert.equal(anchors.code, "trust-anchors-differ");
        assert.equal(anchors.where, "cluster1");
        assert.equal(anchors.remedy, `pulumi up\n${CHART}`);
        assert.deepEqual(
            others.map(({ what }) => what),
            [`no trust anchor of the cluster signed the issuer in ${PLACE}`],
        );
    });

    it("compares with the first cluster that has anchors where the stack has no outputs", () => {
        remove(first.configMaps, "linkerd-identity-trust-roots");
        const third = named(mesh.kubernetes("cluster2").configMaps, "linkerd-identity-trust-roots");
        const { outputs, ...view } = healthyView(mesh);
        assert.ok(outputs);
        const compared = () =>
            examined(certificates, view).findings.map(({ severity, where, what }) => [
                severity,
                where,
                what,
            ]);
        const missing = [
            "error",
            "cluster1",
            "ConfigMap linkerd/linkerd-identity-trust-roots has no trust anchor that can be read",
        ];
        assert.deepEqual(compared(), [missing]);
        first.configMaps.push(structuredClone(third));
        assert.deepEqual(compared(), []);
        third.data = { "ca-bundle.crt": OTHER_ANCHOR.cert };
        const [differs] = examined(certificates, view).findings;
        assert.equal(differs?.severity, "error");
        assert.equal(differs.where, "cluster2");
    });

    it("reads the anchors of the control plane's own ConfigMap", () => {
        const other = { "ca-bundle.crt": OTHER_ANCHOR.cert };
        first.configMaps.unshift(
            ...[
                { name: "linkerd-identity-trust-roots", namespace: "shop" },
                { name: "linkerd-config", namespace: "linkerd" },
            ].map((place) =>
                make(V1ConfigMap, { metadata: make(V1ObjectMeta, place), data: other }),
            ),
        );
        assert.deepEqual(findings(), []);
    });

    it("takes anchors in any order for the same", () => {
        for (const name of ["cluster1", "cluster2"]) {
            const roots = named(mesh.kubernetes(name).configMaps, "linkerd-identity-trust-roots");
            roots.data = { "ca-bundle.crt": `${OTHER_ANCHOR.cert}${ANCHOR.cert}` };
        }
        const view = healthyView(mesh);
        if (view.outputs === undefined) throw new Error("no outputs");
        const outputs = { ...view.outputs, trustAnchor: `${ANCHOR.cert}${OTHER_ANCHOR.cert}` };
        assert.deepEqual(examined(certificates, { ...view, outputs }).findings, []);
    });

    it("names anchors that are missing", () => {
        remove(first.configMaps, "linkerd-identity-trust-roots");
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "trust-anchors-missing",
                what: "ConfigMap linkerd/linkerd-identity-trust-roots has no trust anchor that can be read",
                why: "New pods trust nobody, and linkerd-identity signs nothing.",
                remedy: CHART,
            },
        ]);
    });

    it("warns once of an anchor that ends, with the rotation that restarts pods between its steps", () => {
        const ending = certificate("root.linkerd.cluster.local", undefined, {
            until: inDays(30.5),
        });
        for (const name of ["cluster1", "cluster2"]) {
            const kubernetes = mesh.kubernetes(name);
            named(kubernetes.configMaps, "linkerd-identity-trust-roots").data = {
                "ca-bundle.crt": ending.cert,
            };
            named(kubernetes.secrets, ISSUER).data = tlsData(issuer(ending));
        }
        const view = healthyView(mesh);
        if (view.outputs === undefined) throw new Error("no outputs");
        const outputs = { ...view.outputs, trustAnchor: ending.cert };
        assert.deepEqual(examined(certificates, { ...view, outputs }).findings, [
            {
                severity: "warning",
                where: "all clusters",
                code: "trust-anchor-expiring",
                what: "the trust anchor expires in 30 days, on 2026-12-26",
                why: "With it every certificate of the mesh ends, and with them all mTLS. Rotation takes three `pulumi up`s with restarts between them, which docs/architecture.md describes.",
                remedy: "npm run rotate -- anchor",
            },
        ]);
    });

    const INJECTOR = "linkerd-proxy-injector-k8s-tls";
    const HOST = "linkerd-proxy-injector.linkerd.svc";

    it("names a webhook's certificate that another CA signed", () => {
        replace(INJECTOR, tlsData(certificate(HOST, ANCHOR, { host: HOST })));
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "webhook-certificate-untrusted",
                what: `the CA that the API server has for linkerd-proxy-injector did not sign the certificate in Secret linkerd/${INJECTOR}`,
                why: "The API server cannot ask the injector: new pods start without a proxy, or not at all with webhookFailurePolicy Fail.",
                remedy: `${CHART}\n${again(INJECTOR)}`,
            },
        ]);
    });

    it("names a webhook's certificate that cannot be read", () => {
        replace(INJECTOR, { "tls.crt": base64("nothing") });
        assert.deepEqual(told(), [
            [
                "error",
                "webhook-certificate-unusable",
                `the certificate in Secret linkerd/${INJECTOR} cannot be read`,
                again(INJECTOR),
            ],
        ]);
    });

    it("names a webhook of which the API server has another CA in one entry alone", () => {
        const { webhooks } = named(first.mutatingWebhooks, "linkerd-proxy-injector-webhook-config");
        const [entry] = webhooks ?? [];
        if (entry === undefined) throw new Error("no webhook");
        webhooks?.push(
            make(V1MutatingWebhook, {
                name: entry.name,
                admissionReviewVersions: entry.admissionReviewVersions,
                sideEffects: entry.sideEffects,
                clientConfig: { caBundle: base64(OTHER_ANCHOR.cert) },
            }),
        );
        assert.deepEqual(told(), [
            [
                "error",
                "webhook-certificate-untrusted",
                `the CA that the API server has for linkerd-proxy-injector did not sign the certificate in Secret linkerd/${INJECTOR}`,
                `${CHART}\n${again(INJECTOR)}`,
            ],
        ]);
    });

    it("names a webhook's certificate of another name", () => {
        replace(INJECTOR, tlsData(certificate("other", ANCHOR, { host: "other.linkerd.svc" })));
        assert.deepEqual(told(), [
            [
                "error",
                "webhook-certificate-unusable",
                `the certificate in Secret linkerd/${INJECTOR} does not name ${HOST}`,
                again(INJECTOR),
            ],
        ]);
    });

    it("names what of a webhook is missing, but for what another layer names", () => {
        remove(first.secrets, "linkerd-sp-validator-k8s-tls");
        remove(first.validatingWebhooks, "linkerd-policy-validator-webhook-config");
        first.mutatingWebhooks = [];
        assert.deepEqual(told(), [
            [
                "error",
                "webhook-certificate-missing",
                "Secret linkerd/linkerd-sp-validator-k8s-tls is missing",
                "pulumi up --refresh",
            ],
            [
                "error",
                "webhook-configuration-missing",
                "ValidatingWebhookConfiguration linkerd-policy-validator-webhook-config is missing",
                CHART,
            ],
        ]);
    });

    it("warns once of the certificates of a cluster's webhooks, which end together", () => {
        const view = { ...healthyView(mesh), now: new Date("2035-12-01T00:00:00Z") };
        assert.deepEqual(
            examined(certificates, view).findings.filter(({ what }) =>
                what.includes("linkerd-proxy-injector"),
            ),
            ["cluster1", "cluster2"].map((where) => ({
                severity: "warning",
                where,
                code: "webhook-certificate-expiring",
                what: "the certificate of linkerd-proxy-injector, linkerd-sp-validator, linkerd-policy-validator expires in 31 days, on 2036-01-01",
                why: "From its end on, the API server cannot ask the webhooks: new pods start without a proxy, or not at all with webhookFailurePolicy Fail.",
                remedy: "npm run rotate -- anchor",
            })),
        );
    });

    describe("of the site's own", () => {
        const NEXT = certificate("next.linkerd.cluster.local");
        const BETWEEN = certificate("between.linkerd.cluster.local", ANCHOR);
        const KEPT = " Something else keeps it (`issuer: external`): no `pulumi up` mends it.";
        const LOOK =
            "kubectl --context cluster1 --namespace linkerd describe secret linkerd-identity-issuer";
        const FORMAT = "# have its keeper write it: type kubernetes.io/tls, tls.crt and tls.key";
        const given = { certificate: "in the stack", key: "in the stack" };
        /** The stack's own anchors are these; the first cluster's issuer is kept in this way. */
        const own = (
            trustAnchors: readonly Pair[],
            issuerOfFirst: "external" | typeof given,
            issuerOfSecond: "external" | typeof given = given,
        ) => {
            const pems = trustAnchors.map(({ cert }) => cert);
            const { config } = mesh;
            mesh.config = {
                ...config,
                certificates: { ...config.certificates, trustAnchors: pems },
                clusters: config.clusters.map((cluster, index) => ({
                    ...cluster,
                    issuer: index === 0 ? issuerOfFirst : issuerOfSecond,
                })),
            };
            for (const { name } of config.clusters) {
                const { configMaps } = mesh.kubernetes(name);
                named(configMaps, "linkerd-identity-trust-roots").data = {
                    "ca-bundle.crt": pems.join(""),
                };
            }
        };
        const ownFindings = () => {
            const view = healthyView(mesh);
            if (view.outputs === undefined) throw new Error("no outputs");
            const trustAnchor = mesh.config.certificates.trustAnchors?.join("") ?? "";
            return examined(certificates, { ...view, outputs: { ...view.outputs, trustAnchor } })
                .findings;
        };
        const ownTold = () =>
            ownFindings().map(({ severity, code, what, remedy }) => [severity, code, what, remedy]);

        it("has nothing to say of an issuer with its intermediate", () => {
            own([ANCHOR], given);
            const below = issuer(BETWEEN);
            replace(ISSUER, { ...tlsData(below), "tls.crt": base64(below.cert + BETWEEN.cert) });
            assert.deepEqual(ownFindings(), []);
        });

        it("names an issuer without the intermediate between", () => {
            own([ANCHOR], given);
            replace(ISSUER, tlsData(issuer(BETWEEN)));
            assert.deepEqual(ownTold(), [
                [
                    "error",
                    "issuer-untrusted",
                    `no trust anchor of the cluster signed the issuer in ${PLACE}`,
                    again(ISSUER),
                ],
            ]);
        });

        it("warns of an intermediate that ends before the issuer", () => {
            own([ANCHOR], given);
            const between = certificate("between.linkerd.cluster.local", ANCHOR, {
                until: inDays(59.5),
            });
            const below = issuer(between);
            replace(ISSUER, { ...tlsData(below), "tls.crt": base64(below.cert + between.cert) });
            assert.deepEqual(ownTold(), [
                [
                    "warning",
                    "issuer-expiring",
                    `an intermediate of the issuer in ${PLACE} expires in 59 days, on 2027-01-24`,
                    "pulumi config set --secret cluster1Issuer < FILE\npulumi up",
                ],
            ]);
        });

        it("warns of an issuer in the stack that ends, with the key that holds it", () => {
            own([ANCHOR], given);
            replace(ISSUER, tlsData(issuer(ANCHOR, { until: inDays(59.5) })));
            assert.deepEqual(ownTold(), [
                [
                    "warning",
                    "issuer-expiring",
                    `the issuer in ${PLACE} expires in 59 days, on 2027-01-24`,
                    "pulumi config set --secret cluster1Issuer < FILE\npulumi up",
                ],
            ]);
        });

        it("makes the Secret of an issuer in the stack again", () => {
            own([ANCHOR], given);
            remove(first.secrets, ISSUER);
            assert.deepEqual(ownTold(), [
                [
                    "error",
                    "issuer-missing",
                    `${PLACE}, the issuer, is missing`,
                    "pulumi up --refresh",
                ],
            ]);
        });

        const external: [string, () => void, Pick<ReportedFinding, "code" | "what" | "remedy">][] =
            [
                [
                    "that is missing",
                    () => {
                        remove(first.secrets, ISSUER);
                    },
                    {
                        code: "issuer-missing",
                        what: `${PLACE}, the issuer, is missing`,
                        remedy: `kubectl --context cluster1 --namespace linkerd get events  ${FORMAT}`,
                    },
                ],
                [
                    "in the form of another scheme",
                    () => {
                        replace(ISSUER, { "crt.pem": "", "key.pem": "" });
                    },
                    {
                        code: "issuer-unusable",
                        what: `${PLACE} of type Opaque has no tls.crt and tls.key, which identity.issuer.scheme kubernetes.io/tls asks for; it has crt.pem, key.pem`,
                        remedy: `${LOOK}  ${FORMAT}`,
                    },
                ],
                [
                    "that no anchor of the list signed",
                    () => {
                        replace(ISSUER, tlsData(issuer(OTHER_ANCHOR)));
                    },
                    {
                        code: "issuer-untrusted",
                        what: `no trust anchor of the cluster signed the issuer in ${PLACE}`,
                        remedy: `${LOOK}  ${FORMAT}`,
                    },
                ],
            ];
        for (const [title, change, finding] of external) {
            it(`sends to whoever keeps an issuer ${title}`, () => {
                own([ANCHOR], "external");
                change();
                assert.deepEqual(ownFindings(), [
                    { severity: "error", where: "cluster1", why: UNSIGNED + KEPT, ...finding },
                ]);
            });
        }

        const kept: [string, number, number, string | undefined][] = [
            ["a year", 365, 59.5, "expires in 59 days, on 2027-01-24"],
            ["a year", 365, 61, undefined],
            ["two days", 2, 1, undefined],
            ["two days", 2, 0.5, "expires in 0 days, on 2026-11-26"],
        ];
        for (const [title, lifetime, left, what] of kept) {
            it(`${what === undefined ? "lets" : "says that"} a keeper of issuers of ${title} ${what === undefined ? "have" : "is late with"} ${left} days`, () => {
                own([ANCHOR], "external");
                const from = inDays(left - lifetime);
                replace(ISSUER, tlsData(issuer(ANCHOR, { from, until: inDays(left) })));
                const why = `From its end on, linkerd-identity signs nothing that others trust: new pods stay unready, and the others fail within a day.${KEPT}`;
                const finding = {
                    severity: "warning",
                    where: "cluster1",
                    code: "issuer-expiring",
                    what: `the issuer in ${PLACE} ${what ?? ""}`,
                    why,
                    remedy: `${LOOK}  # have its keeper renew it`,
                };
                assert.deepEqual(ownFindings(), what === undefined ? [] : [finding]);
            });
        }

        const ENDING = certificate("root.linkerd.cluster.local", undefined, {
            until: inDays(30.5),
        });
        const issuersBelow = (anchor: Pair) => {
            for (const { name } of mesh.config.clusters) {
                named(mesh.kubernetes(name).secrets, ISSUER).data = tlsData(issuer(anchor));
            }
        };
        const anchorRemedies: [string, () => void, string][] = [
            [
                "another one beside it",
                () => {
                    own([ENDING], "external");
                    issuersBelow(ENDING);
                },
                "pulumi config set --path 'certificates.trustAnchors[1]' < FILE\npulumi up",
            ],
            [
                "the issuers below it",
                () => {
                    own([ENDING, NEXT], "external");
                    issuersBelow(ENDING);
                },
                `${LOOK}  # have its keeper renew it\npulumi config set --secret cluster2Issuer < FILE\npulumi up`,
            ],
            [
                "the issuers below it, where no key of the stack has one",
                () => {
                    own([ENDING, NEXT], "external", "external");
                    issuersBelow(ENDING);
                },
                `${LOOK}  # have its keeper renew it\n${LOOK.replace("cluster1", "cluster2")}  # have its keeper renew it`,
            ],
            [
                "its end in the list",
                () => {
                    own([NEXT, ENDING], given);
                    issuersBelow(NEXT);
                },
                "pulumi config rm --path 'certificates.trustAnchors[1]'\npulumi up",
            ],
        ];
        for (const [title, change, remedy] of anchorRemedies) {
            it(`warns of an anchor that ends, with ${title} as the next step`, () => {
                change();
                assert.deepEqual(
                    ownTold().map(([, code, , told]) => [code, told]),
                    [["trust-anchor-expiring", remedy]],
                );
            });
        }

        it("waits for the step that takes an anchor out of the list", () => {
            own([ENDING], given);
            issuersBelow(ENDING);
            const { config } = mesh;
            const view = healthyView(mesh);
            if (view.outputs === undefined) throw new Error("no outputs");
            const { findings: found } = examined(certificates, {
                ...view,
                outputs: { ...view.outputs, trustAnchor: ENDING.cert },
                config: {
                    ...config,
                    certificates: { ...config.certificates, trustAnchors: [NEXT.cert] },
                },
            });
            assert.deepEqual(
                found.map(({ code, remedy }) => [code, remedy]),
                [["trust-anchor-expiring", "pulumi up"]],
            );
        });

        it("makes the webhooks' certificates anew in one step", () => {
            const lasting = certificate("root.linkerd.cluster.local", undefined, {
                until: new Date("2046-01-01T00:00:00Z"),
            });
            own([lasting], given);
            for (const { name } of mesh.config.clusters) {
                const until = new Date("2040-01-01T00:00:00Z");
                const { secrets } = mesh.kubernetes(name);
                named(secrets, ISSUER).data = tlsData(issuer(lasting, { until }));
            }
            const view = { ...healthyView(mesh), now: new Date("2035-12-01T00:00:00Z") };
            if (view.outputs === undefined) throw new Error("no outputs");
            const outputs = { ...view.outputs, trustAnchor: lasting.cert };
            assert.deepEqual(
                examined(certificates, { ...view, outputs }).findings.map(
                    ({ code, where, remedy }) => [code, where, remedy],
                ),
                ["cluster1", "cluster2"].map((where) => [
                    "webhook-certificate-expiring",
                    where,
                    "pulumi config set --path 'trustAnchorGenerations[0]' 2\npulumi config set signingTrustAnchor 2\npulumi up",
                ]),
            );
        });
    });
});
