import assert from "node:assert/strict";
import { apiServers } from "../../../../operations/layers/apiServers/apiServers";
import type { RequestFailure } from "../../../../stacks/survey/requestFailure";
import type { Code } from "../../../../operations/findings/codes";
import type { ReachFailure } from "../../../../operations/view/nodeView";
import type { ClusterView, MeshView } from "../../../../operations/view/meshView";
import { examined } from "../../support/examined";
import { nodesConfig } from "../../support/nodes";
import { healthyMesh, healthyView } from "../../support/views";

/** A view with changes to one cluster. */
function changed(view: MeshView, name: string, changes: Partial<ClusterView>): MeshView {
    return {
        ...view,
        clusters: view.clusters.map((cluster) =>
            cluster.config.name === name ? { ...cluster, ...changes } : cluster,
        ),
    };
}

function unreached(look: ReachFailure, apiServer?: string): MeshView {
    const mesh = healthyMesh();
    if (apiServer !== undefined) {
        mesh.config = {
            ...mesh.config,
            clusters: mesh.config.clusters.map((cluster) =>
                cluster.name === "cluster1" ? { ...cluster, apiServer } : cluster,
            ),
        };
    }
    return changed(healthyView(mesh), "cluster2", {
        reach: new Map([["cluster1", look]]),
    });
}

/** A view in which the user of cluster1 may not make or list these. */
function refusing(uncreatable: string[], unlistable: string[] = []): MeshView {
    const mesh = healthyMesh();
    Object.assign(mesh.kubernetes("cluster1"), { uncreatable, unlistable });
    return healthyView(mesh);
}

describe("layer api-servers", () => {
    it("has nothing to say where all answer, here and at their peers", () => {
        assert.deepEqual(examined(apiServers, healthyView()), {
            findings: [],
            scope: "2 from here, 2 from the nodes of peers",
            notChecked: [],
        });
    });

    const failures: [RequestFailure, Code, string][] = [
        [
            { failure: "https://a:6443 was asked, but it does not answer" },
            "api-server-unreachable",
            "kubectl --context cluster2 get --raw '/readyz?verbose'",
        ],
        [
            { failure: "https://a:6443 was asked, but it answers 401", kind: "credentials" },
            "kubeconfig-wrong",
            "pulumi config set --path 'clusters[1].kubeconfigPath' PATH_OF_A_KUBECONFIG_THAT_WORKS",
        ],
        [
            {
                failure: "https://a:6443 was asked, but its certificate names other hosts",
                kind: "other-server",
            },
            "kubeconfig-wrong",
            "pulumi config set --path 'clusters[1].kubeconfigPath' PATH_OF_A_KUBECONFIG_THAT_WORKS",
        ],
        [
            {
                failure: "https://a:6443 was asked, but its certificate has expired",
                kind: "certificate-expired",
            },
            "api-server-certificate-expired",
            "sudo kubeadm certs renew apiserver  # on each control plane node",
        ],
    ];
    for (const [look, code, remedy] of failures) {
        it(`names a cluster that cannot be looked at once: ${look.failure}`, () => {
            const view = changed(
                changed(healthyView(), "cluster2", { kubernetes: look }),
                "cluster1",
                { reach: new Map([["cluster2", { failure: "timed out" }]]) },
            );
            assert.deepEqual(examined(apiServers, view).findings, [
                {
                    severity: "error",
                    where: "cluster2",
                    code,
                    what: look.failure,
                    why: "Nothing inside this cluster can be looked at, and `pulumi up` fails in it. Service mirrors of the other clusters cannot watch it either, unless only this machine is kept out.",
                    remedy,
                },
            ]);
        });
    }

    describe("of a certificate that does not name the host of apiServer", () => {
        const HOST_MISSING = {
            severity: "error",
            where: "cluster1",
            code: "api-server-certificate-host-missing",
            what: "the certificate of its API server does not name 203.0.113.11, the host in https://203.0.113.11:6443; it names kubernetes, 10.0.0.11",
            why: "The service mirrors of its peers watch it there and verify the certificate, whatever the kubeconfig of this machine skips: they mirror nothing.",
            remedy: [
                "sudo mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /etc/kubernetes/  # on each control plane node",
                "sudo kubeadm init phase certs apiserver --apiserver-cert-extra-sans kubernetes,10.0.0.11,203.0.113.11",
                "sudo pkill kube-apiserver",
            ].join("\n"),
        };
        const misnamed = (view: MeshView) =>
            changed(view, "cluster1", {
                servingCertificate: {
                    seen: { namesHost: false, names: ["kubernetes", "10.0.0.11"] },
                },
            });

        for (const pre of [true, false]) {
            it(`names it, ${pre ? "before an update" : "after it"}`, () => {
                const view = misnamed({ ...healthyView(), pre });
                assert.deepEqual(examined(apiServers, view).findings, [HOST_MISSING]);
            });
        }

        it("names it once where the nodes of peers refuse it too, but for other reasons", () => {
            const at = (look: ReachFailure) =>
                examined(apiServers, misnamed(unreached(look))).findings.map(({ code }) => code);
            assert.deepEqual(at({ failure: "names other hosts", kind: "other-server" }), [
                "api-server-certificate-host-missing",
            ]);
            assert.deepEqual(at({ failure: "no answer", kind: "unreachable" }), [
                "api-server-certificate-host-missing",
                "peer-api-server-unreachable",
            ]);
        });

        it("says nothing where no link leads to the cluster", () => {
            const view = healthyView();
            const links = view.config.links.filter(({ target }) => target !== "cluster1");
            const { findings } = examined(
                apiServers,
                misnamed({ ...view, config: { ...view.config, links } }),
            );
            assert.deepEqual(findings, []);
        });

        it("tells where it could not be seen", () => {
            const view = changed(healthyView(), "cluster1", {
                servingCertificate: { failure: "it does not answer" },
            });
            assert.deepEqual(examined(apiServers, view).notChecked, [
                "cluster1: the certificate of its API server: it does not answer",
            ]);
        });
    });

    const ways: [string, string | undefined, ReachFailure, string][] = [
        [
            "makes the security group's rule again where nothing comes through",
            undefined,
            { failure: "no answer", kind: "unreachable" },
            "pulumi up --refresh",
        ],
        [
            "asks for an address that peers can use where nothing listens",
            undefined,
            { failure: "connection refused", kind: "refused" },
            "pulumi config set --path 'clusters[0].apiServer' https://ADDRESS:PORT\npulumi up",
        ],
        [
            "takes a wrong port of the same host back",
            "https://203.0.113.11:6444",
            { failure: "no answer", kind: "unreachable" },
            "pulumi config rm --path 'clusters[0].apiServer'\npulumi up",
        ],
        [
            "takes a host back where nothing listens",
            "https://198.51.100.9:6443",
            { failure: "connection refused", kind: "refused" },
            "pulumi config rm --path 'clusters[0].apiServer'\npulumi up",
        ],
        [
            "leaves a host of its own that nothing comes through to",
            "https://198.51.100.9:6443",
            { failure: "no answer", kind: "unreachable" },
            "pulumi up --refresh",
        ],
    ];
    for (const [title, apiServer, look, remedy] of ways) {
        it(title, () => {
            const told = apiServer ?? "https://203.0.113.11:6443";
            assert.deepEqual(examined(apiServers, unreached(look, apiServer)).findings, [
                {
                    severity: "error",
                    where: "cluster2-to-cluster1",
                    code: "peer-api-server-unreachable",
                    what: `${told} cannot be reached from cluster2: ${look.failure}`,
                    why: "The service mirror in cluster2 watches the Services of cluster1 there: mirrors are not made, or stay as they are.",
                    remedy,
                },
            ]);
        });
    }

    it("leaves a failed login to the layer of the nodes, and says what nobody could ask", () => {
        const view = healthyView();
        const config = view.clusters.find((cluster) => cluster.config.name === "cluster2")?.config;
        if (config === undefined) throw new Error("no cluster2");
        const silent = changed(view, "cluster2", {
            config: { ...config, nodes: nodesConfig("cluster2") },
            nodes: new Map([["cluster2-master", { failure: "Permission denied (publickey)" }]]),
            reach: new Map(),
        });
        assert.deepEqual(examined(apiServers, silent), {
            findings: [],
            scope: "2 from here, 1 from the nodes of peers",
            notChecked: ["cluster2: no login on any of its nodes"],
        });
    });

    it("says what a node does not reach that lets in and cannot be asked for its rules", () => {
        const view = changed(unreached({ failure: "timed out" }), "cluster2", {
            nodes: new Map([["cluster2-node1", { failure: "sudo asks ubuntu for a password" }]]),
        });
        assert.deepEqual(
            examined(apiServers, view).findings.map(({ where }) => where),
            ["cluster2-to-cluster1"],
        );
    });

    it("counts only the servers that nodes of peers reach", () => {
        assert.equal(
            examined(apiServers, unreached({ failure: "timed out" })).scope,
            "2 from here, 1 from the nodes of peers",
        );
    });

    it("leaves another port of another host as it is", () => {
        assert.deepEqual(
            examined(
                apiServers,
                unreached({ failure: "timed out" }, "https://198.51.100.9:6444"),
            ).findings.map(({ remedy }) => remedy),
            ["pulumi up --refresh"],
        );
    });

    it("misses no login where nobody should have logged in: before an update, or without a link from there", () => {
        const view = healthyView();
        const config = view.clusters.find((cluster) => cluster.config.name === "cluster2")?.config;
        if (config === undefined) throw new Error("no cluster2");
        const silent = changed(view, "cluster2", {
            config: { ...config, nodes: nodesConfig("cluster2") },
            reach: new Map(),
        });
        assert.deepEqual(examined(apiServers, { ...silent, outputs: undefined }).notChecked, []);
        const links = view.config.links.filter(({ source }) => source === "cluster1");
        const unlinked = { ...silent, config: { ...silent.config, links } };
        assert.deepEqual(examined(apiServers, unlinked).notChecked, []);
    });

    it("takes one list that is refused for worse than all that may not be made", () => {
        assert.deepEqual(
            examined(apiServers, refusing(["namespaces"], ["pods in linkerd"])).findings.map(
                ({ severity, what }) => [severity, what],
            ),
            [
                [
                    "error",
                    "the user of context cluster1 may not create namespaces, list pods in linkerd",
                ],
            ],
        );
    });

    it("names what the user may not do", () => {
        const finding = {
            where: "cluster1",
            code: "rights-missing",
            what: "the user of context cluster1 may not create clusterroles.rbac.authorization.k8s.io",
            why: "`pulumi up` makes such objects: it needs the rights of cluster-admin.",
            remedy: "kubectl --context cluster1 create clusterrolebinding pulumi-up --clusterrole=cluster-admin --user=USER # as an administrator",
        };
        const view = refusing(["clusterroles.rbac.authorization.k8s.io"]);
        assert.deepEqual(examined(apiServers, view).findings, [
            { severity: "warning", ...finding },
        ]);
        assert.deepEqual(examined(apiServers, { ...view, pre: true }).findings, [
            { severity: "error", ...finding },
        ]);
        assert.deepEqual(
            examined(apiServers, refusing([], ["pods in linkerd"])).findings.map(
                ({ severity, why }) => [severity, why],
            ),
            [
                [
                    "error",
                    "What may not be listed counts here as if it were not there, and `pulumi up` needs the rights of cluster-admin.",
                ],
            ],
        );
    });
});
