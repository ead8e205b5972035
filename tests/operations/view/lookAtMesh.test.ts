import { KubeConfig } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { lookAtMesh, type Probes } from "../../../operations/view/lookAtMesh";
import { healthyCredentials, NOW } from "../support/links";
import { healthyMesh } from "../support/views";

const OUTPUTS = { clusters: {} };

describe("lookAtMesh", () => {
    const mesh = healthyMesh();
    let asked: string[];
    let dead: string[];
    const probes: Probes = {
        kubernetes: ({ name }) => {
            asked.push(`kubernetes of ${name}`);
            return Promise.resolve(
                dead.includes(name)
                    ? { failure: "it does not answer" }
                    : { seen: mesh.kubernetes(name) },
            );
        },
        servingCertificate: ({ apiServer }) => {
            asked.push(`certificate at ${apiServer}`);
            return Promise.resolve({ failure: apiServer });
        },
        clouds: (clusters, options) => {
            asked.push(`clouds, ${options?.room === true ? "room" : "marked"}`);
            assert.notEqual(options?.room, options?.marked);
            return Promise.resolve(
                new Map(
                    clusters
                        .filter(({ openstack }) => openstack !== undefined)
                        .map(({ name }) => [name, { failure: "no cloud" }]),
                ),
            );
        },
        nodes: ({ name }) => {
            asked.push(`nodes of ${name}`);
            return Promise.resolve(new Map());
        },
        reach: ({ name }, targets) => {
            asked.push(`reach from ${name}`);
            return Promise.resolve(
                new Map(
                    targets.map((target) => [target.name, { seen: { node: `${name}-node1` } }]),
                ),
            );
        },
        credentials: (source, target, link) => {
            assert.equal(target.name, link);
            const name = source === mesh.kubernetes("cluster1") ? "cluster1" : "cluster2";
            asked.push(`credentials of ${name} in ${link}`);
            return Promise.resolve({ seen: healthyCredentials(name, link) });
        },
        gatewayAlive: ({ name }, kubernetes, target) => {
            assert.equal(kubernetes, mesh.kubernetes(name));
            asked.push(`gateway of ${target} from ${name}`);
            return Promise.resolve({ seen: true });
        },
    };
    const look = (outputs?: typeof OUTPUTS) =>
        lookAtMesh(mesh.config, { stack: "dev", pre: false, outputs, now: NOW }, probes);

    beforeEach(() => {
        asked = [];
        dead = [];
    });

    it("asks each cluster once for everything, and both ends of each link", async () => {
        const { clusters, ...rest } = await look(OUTPUTS);
        assert.deepEqual(rest, {
            stack: "dev",
            pre: false,
            outputs: OUTPUTS,
            now: NOW,
            config: mesh.config,
        });
        assert.deepEqual([...asked].sort(), [
            "certificate at https://203.0.113.11:6443",
            "certificate at https://203.0.113.21:6443",
            "clouds, marked",
            "credentials of cluster1 in cluster2",
            "credentials of cluster2 in cluster1",
            "gateway of cluster1 from cluster2",
            "gateway of cluster2 from cluster1",
            "kubernetes of cluster1",
            "kubernetes of cluster2",
            "nodes of cluster1",
            "nodes of cluster2",
            "reach from cluster1",
            "reach from cluster2",
        ]);
        assert.deepEqual(clusters[0], {
            config: mesh.config.clusters[0],
            kubernetes: { seen: mesh.kubernetes("cluster1") },
            servingCertificate: { failure: "https://203.0.113.11:6443" },
            nodes: new Map(),
            reach: new Map([["cluster2", { seen: { node: "cluster1-node1" } }]]),
            credentials: new Map([
                ["cluster2", { seen: healthyCredentials("cluster1", "cluster2") }],
            ]),
            gatewayAlive: new Map([["cluster2", { seen: true }]]),
        });
    });

    it("asks clusters of other stacks through the Secret of the link, and their gateways", async () => {
        const config = {
            ...mesh.config,
            clusters: mesh.config.clusters.slice(0, 1),
            links: [],
            peerLinks: [
                { source: "cluster1", target: "cluster2" },
                { source: "cluster1", target: "cluster9" },
                { source: "cluster2", target: "cluster1" },
            ],
        };
        const options = { stack: "dev", pre: false, outputs: OUTPUTS, now: NOW };
        const servers: string[] = [];
        const { clusters } = await lookAtMesh(config, options, {
            ...probes,
            credentials: (source, target, link) => {
                const kubeconfig = new KubeConfig();
                kubeconfig.loadFromString(target.kubeconfig);
                servers.push(kubeconfig.getCurrentCluster()?.server ?? "");
                return probes.credentials(source, target, link);
            },
        });
        assert.deepEqual(servers, ["https://203.0.113.21:6443"]);
        assert.deepEqual(
            clusters.map(({ credentials, gatewayAlive, reach }) => [
                [...credentials.keys()],
                [...gatewayAlive.keys()],
                [...reach.keys()],
            ]),
            [[["cluster2"], ["cluster2", "cluster9"], []]],
        );
    });

    it("asks nothing more through an API server that does not answer", async () => {
        dead = ["cluster2"];
        const { clusters } = await look(OUTPUTS);
        assert.deepEqual(
            asked.filter((what) => /^(credentials|gateway)/.test(what)),
            ["gateway of cluster2 from cluster1"],
        );
        assert.deepEqual(clusters[1]?.kubernetes, { failure: "it does not answer" });
        assert.deepEqual(
            clusters.map(({ credentials, gatewayAlive }) => [
                [...credentials.keys()],
                [...gatewayAlive.keys()],
            ]),
            [
                [[], ["cluster2"]],
                [[], []],
            ],
        );
    });

    it("asks nothing of links that no update has made", async () => {
        await look();
        assert.deepEqual([...asked].sort(), [
            "certificate at https://203.0.113.11:6443",
            "certificate at https://203.0.113.21:6443",
            "clouds, marked",
            "kubernetes of cluster1",
            "kubernetes of cluster2",
            "nodes of cluster1",
            "nodes of cluster2",
        ]);
    });

    it("asks the cloud of a cluster that lies in one", async () => {
        const cloud = { cloud: { authUrl: "https://keystone.example/v3" } };
        const openstack = {
            ...cloud,
            network: "network",
            floatingIp: { pool: "public" },
            addressPairs: "check",
        } as const;
        const [first, second] = mesh.config.clusters;
        if (first === undefined || second === undefined) throw new Error("no clusters");
        const config = { ...mesh.config, clusters: [first, { ...second, openstack }] };
        const { clusters } = await lookAtMesh(
            config,
            { stack: "dev", pre: true, now: NOW },
            probes,
        );
        assert.deepEqual(
            clusters.map((cluster) => cluster.cloud),
            [undefined, { failure: "no cloud" }],
        );
        assert.ok(!asked.includes("cloud of cluster1"));
    });
});
