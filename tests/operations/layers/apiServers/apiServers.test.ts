import assert from "node:assert/strict";
import { apiServers } from "../../../../operations/layers/apiServers/apiServers";
import type { Look } from "../../../../stacks/survey/look";
import type { ClusterView, MeshView } from "../../../../operations/view/meshView";
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

function unreached(failure: string, apiServer?: string): MeshView {
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
        reach: new Map<string, Look<{ node: string }>>([["cluster1", { failure }]]),
    });
}

/** A view in which the user of cluster1 is refused these rights. */
function refusing(...rights: readonly string[]): MeshView {
    const mesh = healthyMesh();
    mesh.kubernetes("cluster1").refused = [...rights];
    return healthyView(mesh);
}

describe("layer api-servers", () => {
    it("has nothing to say where all answer, here and at their peers", () => {
        assert.deepEqual(apiServers.examine(healthyView()), {
            findings: [],
            scope: "2 from here, 2 from the nodes of peers",
            notChecked: [],
        });
    });

    const failures: [string, string][] = [
        [
            "https://a:6443 was asked, but it does not answer",
            "kubectl --context cluster2 get --raw '/readyz?verbose'",
        ],
        [
            "https://a:6443 was asked, but it answers 401",
            "pulumi config set --path 'clusters[1].kubeconfigPath' PATH_OF_A_KUBECONFIG_THAT_WORKS",
        ],
        [
            "https://a:6443 was asked, but its certificate is not signed by the CA in the kubeconfig",
            "pulumi config set --path 'clusters[1].kubeconfigPath' PATH_OF_A_KUBECONFIG_THAT_WORKS",
        ],
        [
            "https://a:6443 was asked, but its certificate has expired",
            "sudo kubeadm certs renew apiserver  # on each control plane node",
        ],
    ];
    for (const [failure, remedy] of failures) {
        it(`names a cluster that cannot be looked at once: ${failure}`, () => {
            const view = changed(
                changed(healthyView(), "cluster2", { kubernetes: { failure } }),
                "cluster1",
                { reach: new Map([["cluster2", { failure: "timed out" }]]) },
            );
            assert.deepEqual(apiServers.examine(view).findings, [
                {
                    severity: "error",
                    where: "cluster2",
                    what: failure,
                    why: "Nothing inside this cluster can be looked at, and `pulumi up` fails in it. Service mirrors of the other clusters cannot watch it either, unless only this machine is kept out.",
                    remedy,
                },
            ]);
        });
    }

    const ways: [string, string | undefined, string, string][] = [
        [
            "makes the security group's rule again where nothing comes through",
            undefined,
            "timed out",
            "pulumi up --refresh",
        ],
        [
            "asks for an address that peers can use where nothing listens",
            undefined,
            "connection refused",
            "pulumi config set --path 'clusters[0].apiServer' https://ADDRESS:PORT\npulumi up",
        ],
        [
            "takes a wrong port of the same host back",
            "https://203.0.113.11:6444",
            "timed out",
            "pulumi config rm --path 'clusters[0].apiServer'\npulumi up",
        ],
        [
            "takes a host back where nothing listens",
            "https://198.51.100.9:6443",
            "connection refused",
            "pulumi config rm --path 'clusters[0].apiServer'\npulumi up",
        ],
        [
            "leaves a host of its own that nothing comes through to",
            "https://198.51.100.9:6443",
            "timed out",
            "pulumi up --refresh",
        ],
    ];
    for (const [title, apiServer, failure, remedy] of ways) {
        it(title, () => {
            const told = apiServer ?? "https://203.0.113.11:6443";
            assert.deepEqual(apiServers.examine(unreached(failure, apiServer)).findings, [
                {
                    severity: "error",
                    where: "cluster2-to-cluster1",
                    what: `${told} cannot be reached from cluster2: ${failure}`,
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
        assert.deepEqual(apiServers.examine(silent), {
            findings: [],
            scope: "2 from here, 1 from the nodes of peers",
            notChecked: ["cluster2: no login on any of its nodes"],
        });
    });

    it("says what a node does not reach that lets in and cannot be asked for its rules", () => {
        const view = changed(unreached("timed out"), "cluster2", {
            nodes: new Map([["cluster2-node1", { failure: "sudo asks ubuntu for a password" }]]),
        });
        assert.deepEqual(
            apiServers.examine(view).findings.map(({ where }) => where),
            ["cluster2-to-cluster1"],
        );
    });

    it("counts only the servers that nodes of peers reach", () => {
        assert.equal(
            apiServers.examine(unreached("timed out")).scope,
            "2 from here, 1 from the nodes of peers",
        );
    });

    it("leaves another port of another host as it is", () => {
        assert.deepEqual(
            apiServers
                .examine(unreached("timed out", "https://198.51.100.9:6444"))
                .findings.map(({ remedy }) => remedy),
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
        assert.deepEqual(apiServers.examine({ ...silent, outputs: undefined }).notChecked, []);
        const links = view.config.links.filter(({ source }) => source === "cluster1");
        const unlinked = { ...silent, config: { ...silent.config, links } };
        assert.deepEqual(apiServers.examine(unlinked).notChecked, []);
    });

    it("takes one list that is refused for worse than all that may not be made", () => {
        assert.deepEqual(
            apiServers
                .examine(refusing("list pods in linkerd", "create namespaces"))
                .findings.map(({ severity, what }) => [severity, what]),
            [
                [
                    "error",
                    "the user of context cluster1 may not list pods in linkerd, create namespaces",
                ],
            ],
        );
    });

    it("names what the user may not do", () => {
        const finding = {
            where: "cluster1",
            what: "the user of context cluster1 may not create clusterroles.rbac.authorization.k8s.io",
            why: "`pulumi up` makes such objects: it needs the rights of cluster-admin.",
            remedy: "kubectl --context cluster1 create clusterrolebinding pulumi-up --clusterrole=cluster-admin --user=USER # as an administrator",
        };
        const view = refusing("create clusterroles.rbac.authorization.k8s.io");
        assert.deepEqual(apiServers.examine(view).findings, [{ severity: "warning", ...finding }]);
        assert.deepEqual(apiServers.examine({ ...view, pre: true }).findings, [
            { severity: "error", ...finding },
        ]);
        assert.deepEqual(
            apiServers
                .examine(refusing("list pods in linkerd"))
                .findings.map(({ severity, why }) => [severity, why]),
            [
                [
                    "error",
                    "What may not be listed counts here as if it were not there, and `pulumi up` needs the rights of cluster-admin.",
                ],
            ],
        );
    });
});
