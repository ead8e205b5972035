import assert from "node:assert/strict";
import { lookAtCluster } from "../../../stacks/survey/lookAtCluster";
import { nodesConfig } from "../../operations/support/nodes";
import { plainCluster } from "../../operations/support/plainClusters";
import { ClusterStandin } from "../../support/clusterStandin";

const CONFIG_MAPS = "/api/v1/namespaces/linkerd/configmaps";
const QUESTIONS = [
    CONFIG_MAPS,
    "/api/v1/namespaces/linkerd/secrets?fieldSelector=metadata.name%3Dlinkerd-identity-issuer",
    "/api/v1/secrets?labelSelector=owner%3Dhelm",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldSelector=metadata.name%3Dhttproutes.gateway.networking.k8s.io",
    "/version",
];

describe("lookAtCluster", () => {
    let api: ClusterStandin;

    beforeEach(async () => {
        api = new ClusterStandin();
        await api.start();
    });

    afterEach(async () => {
        await api.stop();
    });

    const look = (nodes = true) =>
        lookAtCluster(
            plainCluster("cluster1", {
                kubeconfig: api.kubeconfig(),
                ...(nodes ? { nodes: nodesConfig("cluster1") } : {}),
            }),
        );

    it("tells names and addresses of all nodes, and asks everything once", async () => {
        api.nodes = [
            ["master1", "192.168.0.11"],
            ["worker1", "fd00::12", "192.168.0.12"],
        ];
        const seen = await look();
        assert.ok("seen" in seen);
        assert.deepEqual(
            seen.seen.nodes.map(({ metadata, status }) => [
                metadata?.name,
                ...(status?.addresses ?? []).map(({ type, address }) => `${type} ${address}`),
            ]),
            [
                [
                    "master1",
                    "Hostname master1",
                    "ExternalIP 203.0.113.10",
                    "InternalIP 192.168.0.11",
                ],
                [
                    "worker1",
                    "Hostname worker1",
                    "ExternalIP 203.0.113.10",
                    "InternalIP fd00::12",
                    "InternalIP 192.168.0.12",
                ],
            ],
        );
        assert.deepEqual([...api.requests].sort(), ["/api/v1/nodes", ...QUESTIONS].sort());
    });

    it("finds nothing of Linkerd where there is none, and asks for no nodes that nobody compares", async () => {
        assert.deepEqual(await look(false), {
            seen: {
                version: "v1.28.15",
                nodes: [],
                configMaps: [],
                secrets: [],
                customResourceDefinitions: [],
                helmRevisions: [],
                namespaces: [],
                services: [],
            },
        });
        assert.deepEqual([...api.requests].sort(), QUESTIONS);
    });

    it("lists the Services of the namespaces that are named, and all namespaces", async () => {
        api.services = [{ metadata: { name: "cart", namespace: "shop" } }];
        const cluster = plainCluster("cluster1", { kubeconfig: api.kubeconfig() });
        const found = await lookAtCluster(cluster, ["shop"]);
        assert.ok("seen" in found);
        const names = (objects: readonly { metadata?: { name?: string } }[]) =>
            objects.map(({ metadata }) => metadata?.name);
        assert.deepEqual(names(found.seen.services), ["cart"]);
        assert.deepEqual(names(found.seen.namespaces), ["shop"]);
    });

    it("tells what Linkerd left, of the definition the metadata alone", async () => {
        const config = { metadata: { name: "linkerd-config" }, data: { values: "a: b" } };
        const issuer = { metadata: { name: "linkerd-identity-issuer" }, data: { "tls.crt": "" } };
        const annotations = { "helm.sh/resource-policy": "keep" };
        const definition = { metadata: { name: "httproutes", annotations } };
        api.configMaps = [config];
        api.secrets = [issuer];
        api.definitions = [definition];
        const seen = await look(false);
        assert.ok("seen" in seen);
        const { configMaps, secrets, customResourceDefinitions } = seen.seen;
        assert.deepEqual(
            [configMaps, secrets].map((all) => all.map(({ data }) => data)),
            [[config.data], [issuer.data]],
        );
        assert.deepEqual(
            customResourceDefinitions.map(({ annotations: found }) => found),
            [annotations],
        );
    });

    it("is a failure where the API server refuses, without its whole answer", async () => {
        api.status = 403;
        assert.deepEqual(await look(), { failure: "it answers 403" });
    });

    it("is a failure where nothing listens", async () => {
        const cluster = plainCluster("cluster1", { kubeconfig: api.kubeconfig() });
        await api.stop();
        assert.deepEqual(await lookAtCluster(cluster), { failure: "the connection is refused" });
    });
});
