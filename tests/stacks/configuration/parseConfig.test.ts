import assert from "node:assert/strict";
import { CHART_DIGESTS, linkerdVersion } from "../../../components/linkerd/versions";
import {
    CLUSTERS,
    EAST,
    IP,
    KEYS,
    NORTH,
    OURS,
    PATH,
    WEST,
    clusters,
    configOf,
    refuses,
    siteOf,
} from "../../support/configCases";
import { cloudsYaml, CREDENTIAL, kpaasKubeconfig, without } from "../../support/configFiles";
import { HOST_KEYS } from "../../support/hostKeys";
import { ENCRYPTED_KEY, PASSPHRASE, PRIVATE_KEY } from "../../support/privateKeys";

/** What becomes of the openstack section of `siteOf`. */
function openStackOf(name: string) {
    return {
        cloud: {
            authUrl: "https://keystone.example:5000/v3",
            region: "RegionOne",
            userName: `${name}-admin`,
            userDomainName: "Default",
            password: CREDENTIAL,
            tenantName: name,
            projectDomainName: "Default",
            endpointType: "public",
        },
        network: `${name}-network`,
        floatingIp: { pool: "public" },
        addressPairs: "check",
    };
}

/** What becomes of the nodes section of `siteOf`. */
function nodesOf(name: string, address: string) {
    return {
        hosts: [{ name: `${name}-master1`, address, skipped: false, hostKey: HOST_KEYS.ed25519 }],
        revision: 1,
        ssh: {
            user: "ubuntu",
            port: 22,
            privateKey: PRIVATE_KEY,
            dialErrorLimit: 10,
            perDialTimeoutSeconds: 15,
            bastion: {
                host: "bastion.example",
                port: 22,
                user: "ubuntu",
                hostKey: HOST_KEYS.otherEd25519,
            },
        },
    };
}

describe("parseConfig", () => {
    it("fills in every default", () => {
        const { clusters: found, ...rest } = configOf({ clusters: CLUSTERS });
        const of = (name: string, server: string, node: string) => ({
            name,
            written: { kubeconfigPath: `~/.kube/${name}`, cloud: name },
            context: "cluster1",
            apiServer: server,
            gateway: { replicas: 1 },
            openstack: openStackOf(name),
            nodes: nodesOf(name, node),
            clusterDomain: "cluster.local",
            gatewayApiCrds: true,
            exports: [],
        });
        assert.deepEqual(
            found.map(({ kubeconfig, ...plain }) => [plain, kubeconfig.includes(CREDENTIAL)]),
            [
                [of("east", "https://10.1.0.1:6443", "10.1.0.11"), true],
                [of("west", "https://10.2.0.1:6443", "10.2.0.11"), true],
            ],
        );
        assert.deepEqual(rest, {
            links: [
                { source: "east", target: "west", routing: "dnat" },
                { source: "west", target: "east", routing: "dnat" },
            ],
            peers: [],
            peerLinks: [],
            protectFloatingIps: false,
            charts: {
                repository: "https://helm.linkerd.io/stable",
                versions: linkerdVersion("stable-2.14.10"),
                smi: { repository: "https://linkerd.github.io/linkerd-smi", version: "1.0.4" },
                values: { crds: {}, controlPlane: {}, multicluster: {}, smi: {} },
                digests: CHART_DIGESTS,
            },
            accepted: { skippedVersions: false, trustOutage: false, cutOff: false },
            images: {
                registry: "cr.l5d.io/linkerd",
                pause: "registry.k8s.io/pause:3.2",
                pullSecrets: [],
            },
            highAvailability: false,
            webhookFailurePolicy: "Ignore",
            networkPolicies: false,
            heartbeatSchedule: "0 0 * * *",
            certificates: {
                trustAnchorHours: 87600,
                issuerHours: 8760,
                trustAnchorGenerations: [1],
                signingTrustAnchor: 1,
                issuerGeneration: 1,
            },
            releaseTimeoutSeconds: 600,
            createNamespaces: false,
            splits: [],
        });
    });

    it("takes every key", () => {
        const { clusters: found, ...rest } = configOf(
            {
                clusters: [
                    {
                        name: "east",
                        context: "cluster1",
                        apiServer: "https://east.example:6443/k8s",
                        gateway: { ip: "192.168.0.150", replicas: 2, exposure: "openstack" },
                        openstack: {
                            cloud: "east",
                            network: "cp-network",
                            subnet: "cp-subnet",
                            router: "ext_route",
                            floatingIp: { address: "203.0.113.30" },
                            securityGroup: "cp-secgroup",
                            addressPairs: "manage",
                        },
                        nodes: {
                            hosts: [
                                { name: "master1", address: "192.168.0.11" },
                                { name: "gone", address: "192.168.0.12", unreachable: "skip" },
                            ],
                            revision: 2,
                            user: "operator",
                            port: 2222,
                            knownHosts: [
                                `[192.168.0.11]:2222 ${HOST_KEYS.ecdsa}`,
                                `[bastion.east]:2200 ${HOST_KEYS.ed25519}`,
                            ].join("\n"),
                            bastion: { host: "bastion.east", port: 2200, user: "jump" },
                            direct: false,
                            dialErrorLimit: 100,
                            perDialTimeout: "1m",
                        },
                        egressAddresses: ["203.0.113.10", "203.0.113.5"],
                        clusterDomain: "east.local",
                        gatewayApiCrds: false,
                    },
                    {
                        name: "west",
                        kubeconfigPath: "kubeconfigs/west",
                        gateway: { exposure: "external" },
                        egressAddresses: ["198.51.100.7"],
                    },
                    { ...NORTH, openstack: { ...NORTH.openstack, cloudsPath: "clouds.yaml" } },
                ],
                eastKubeconfig: kpaasKubeconfig("https://127.0.0.1:6443"),
                eastClouds: cloudsYaml("east", "other"),
                eastSshKey: ENCRYPTED_KEY,
                eastSshKeyPassphrase: PASSPHRASE,
                links: [
                    { source: "west", target: "east" },
                    { source: "north", target: "east" },
                    { source: "east", target: "north", routing: "dnat" },
                    { source: "east", target: "west" },
                ],
                routing: "direct",
                protectFloatingIps: true,
                linkerdVersion: "edge-25.10.7",
                acceptSkippedVersions: true,
                acceptTrustOutage: true,
                peers: [{ stack: "org/linkerd-multicluster/south", clusters: ["south"] }],
                acceptCutOff: true,
                chartRepository: "http://127.0.0.1:18879",
                smiChartRepository: "http://127.0.0.1:18880",
                chartValues: {
                    controlPlane: { proxy: { cores: 2 }, identity: { kubeAPI: {} } },
                    smi: { adaptor: { runAsUser: 1000 } },
                },
                chartDigests: { "linkerd-crds-2025.10.7": "a".repeat(64) },
                imageRegistry: "registry.example:5000/linkerd",
                pauseImage: `registry.example:5000/pause@sha256:${"0".repeat(64)}`,
                imagePullSecrets: ["pull"],
                highAvailability: true,
                webhookFailurePolicy: "Fail",
                networkPolicies: true,
                heartbeatSchedule: "30 4 * * mon",
                trustAnchorLifetime: "100h",
                issuerLifetime: "99h",
                trustAnchorGenerations: [1, 2],
                signingTrustAnchor: 1,
                issuerGeneration: 3,
                releaseTimeout: "1m30s",
                sample: {
                    enabled: true,
                    split: "TrafficSplit",
                    weights: { local: 0, mirrored: 1 },
                    images: {
                        v1: "registry.example:5000/hello:one",
                        v2: `registry.example:5000/hello@sha256:${"1".repeat(64)}`,
                        sleep: "registry.example:5000/curl:8.11.1",
                    },
                },
            },
            {
                secretKeys: ["eastKubeconfig", "eastClouds", "eastSshKey", "eastSshKeyPassphrase"],
                files: { "/project/clouds.yaml": cloudsYaml("north") },
            },
        );
        assert.deepEqual(
            found.map((cluster) => without(cluster, "kubeconfig")),
            [
                {
                    name: "east",
                    written: { context: "cluster1", cloud: "east" },
                    context: "cluster1",
                    apiServer: "https://east.example:6443/k8s",
                    gateway: { ip: "192.168.0.150", replicas: 2 },
                    openstack: {
                        cloud: openStackOf("east").cloud,
                        network: "cp-network",
                        subnet: "cp-subnet",
                        router: "ext_route",
                        floatingIp: { address: "203.0.113.30" },
                        securityGroup: "cp-secgroup",
                        addressPairs: "manage",
                    },
                    nodes: {
                        hosts: [
                            {
                                name: "master1",
                                address: "192.168.0.11",
                                skipped: false,
                                hostKey: HOST_KEYS.ecdsa,
                            },
                            { name: "gone", address: "192.168.0.12", skipped: true },
                        ],
                        revision: 2,
                        ssh: {
                            user: "operator",
                            port: 2222,
                            privateKey: ENCRYPTED_KEY,
                            passphrase: PASSPHRASE,
                            dialErrorLimit: 100,
                            perDialTimeoutSeconds: 60,
                            bastion: {
                                host: "bastion.east",
                                port: 2200,
                                user: "jump",
                                hostKey: HOST_KEYS.ed25519,
                            },
                        },
                    },
                    egressAddresses: ["203.0.113.10", "203.0.113.5"],
                    clusterDomain: "east.local",
                    gatewayApiCrds: false,
                    exports: [],
                },
                {
                    name: "west",
                    written: { kubeconfigPath: "kubeconfigs/west" },
                    context: "cluster1",
                    apiServer: "https://10.2.0.1:6443",
                    gateway: { replicas: 3 },
                    egressAddresses: ["198.51.100.7"],
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                    exports: [],
                },
                {
                    name: "north",
                    written: {
                        kubeconfigPath: "~/.kube/north",
                        cloud: "north",
                        cloudsPath: "clouds.yaml",
                    },
                    context: "cluster1",
                    apiServer: "https://10.3.0.1:6443",
                    gateway: { replicas: 3 },
                    openstack: openStackOf("north"),
                    // Of no link with routing dnat the source: nobody logs in to its nodes.
                    nodes: {
                        hosts: [{ name: "north-master1", address: "10.3.0.11", skipped: false }],
                        revision: 1,
                    },
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                    exports: [],
                },
            ],
        );
        assert.deepEqual(rest, {
            links: [
                { source: "west", target: "east", routing: "direct" },
                { source: "north", target: "east", routing: "direct" },
                { source: "east", target: "north", routing: "dnat" },
                { source: "east", target: "west", routing: "none" },
            ],
            protectFloatingIps: true,
            charts: {
                repository: "http://127.0.0.1:18879",
                versions: linkerdVersion("edge-25.10.7"),
                smi: { repository: "http://127.0.0.1:18880", version: "1.0.4" },
                values: {
                    crds: {},
                    controlPlane: { proxy: { cores: 2 }, identity: { kubeAPI: {} } },
                    multicluster: {},
                    smi: { adaptor: { runAsUser: 1000 } },
                },
                digests: { ...CHART_DIGESTS, "linkerd-crds-2025.10.7": "a".repeat(64) },
            },
            peers: [{ stack: "org/linkerd-multicluster/south", clusters: ["south"] }],
            peerLinks: [],
            accepted: { skippedVersions: true, trustOutage: true, cutOff: true },
            images: {
                registry: "registry.example:5000/linkerd",
                pause: `registry.example:5000/pause@sha256:${"0".repeat(64)}`,
                pullSecrets: ["pull"],
            },
            highAvailability: true,
            webhookFailurePolicy: "Fail",
            networkPolicies: true,
            heartbeatSchedule: "30 4 * * mon",
            certificates: {
                trustAnchorHours: 100,
                issuerHours: 99,
                trustAnchorGenerations: [1, 2],
                signingTrustAnchor: 1,
                issuerGeneration: 3,
            },
            releaseTimeoutSeconds: 90,
            createNamespaces: false,
            splits: [],
            sample: {
                split: "TrafficSplit",
                weights: { local: 0, mirrored: 1 },
                images: {
                    v1: "registry.example:5000/hello:one",
                    v2: `registry.example:5000/hello@sha256:${"1".repeat(64)}`,
                    sleep: "registry.example:5000/curl:8.11.1",
                },
            },
        });
    });

    it("makes no link when the list is empty: removing the last one must not link everything", () => {
        assert.deepEqual(configOf({ clusters: [EAST, WEST], links: [] }).links, []);
    });

    it("lets webhooks fail closed with high availability, unless the key says otherwise", () => {
        const policy = (values: object) =>
            configOf({ clusters: [EAST, WEST], ...values }).webhookFailurePolicy;
        assert.equal(policy({}), "Ignore");
        assert.equal(policy({ highAvailability: true }), "Fail");
        assert.equal(policy({ highAvailability: true, webhookFailurePolicy: "Ignore" }), "Ignore");
    });

    it("signs with the first trust anchor and links all ordered pairs, three clusters as well", () => {
        const config = configOf({
            clusters: [EAST, WEST, NORTH],
            trustAnchorGenerations: [1, 2],
        });
        // With the new one, proxies that do not trust it yet would refuse their peers.
        assert.equal(config.certificates.signingTrustAnchor, 1);
        assert.deepEqual(
            config.links.map(({ source, target }) => `${source} ${target}`),
            ["east west", "east north", "west east", "west north", "north east", "north west"],
        );
    });

    it("takes a loopback server that no link targets, and one address behind two proxies", () => {
        configOf({
            clusters: [{ ...EAST, kubeconfigPath: "~/.kube/loopback" }, WEST],
            links: [{ source: "east", target: "west" }],
        });
        configOf(
            clusters(
                { kubeconfigPath: "~/.kube/proxied-1", apiServer: "https://198.51.100.1:6443" },
                { kubeconfigPath: "~/.kube/proxied-2", apiServer: "https://198.51.100.2:6443" },
            ),
        );
    });

    describe("all at once", () => {
        refuses([
            [
                "mistakes of every kind in one list, in the order of the documentation",
                {
                    releaseTimeout: "soon",
                    colour: "red",
                    links: [{ source: "east", target: "south" }],
                    clusters: [
                        EAST,
                        { ...EAST, gateway: { ip: "x" } },
                        { ...siteOf("west", 2), name: "west" },
                    ],
                    linkerdVersion: 2.2,
                    chartValues: { controlPlane: { identity: { externalCA: true } } },
                },
                [
                    `clusters[1].gateway.ip is "x": ${IP}`,
                    'clusters[1].name is "east": clusters[0] has this name; write another, for example cluster2',
                    `clusters[1].kubeconfigPath is "~/.kube/east": its server https://10.1.0.1:6443 is that of clusters[0] too; give each cluster the kubeconfig of its own API server`,
                    "clusters[2].kubeconfigPath is missing: store the contents of a kubeconfig with 'pulumi config set --secret westKubeconfig < FILE', or write its path, for example ~/.kube/cluster1-config",
                    'links[0].target is "south": no cluster has this name; write one of east, west',
                    'linkerdVersion is "2.2": write edge-26.7.1, Linkerd\'s own name of 2.20',
                    `chartValues.controlPlane.identity.externalCA is true: ${OURS}`,
                    'releaseTimeout is "soon": write a Go duration of whole seconds, from 30s to 2562047h, for example 10m or 1h30m',
                    `colour is [not shown]: no such key; the keys here are ${KEYS}`,
                ],
            ],
            [
                "secret keys without a word of what stands in them",
                {
                    clusters: [
                        { ...EAST, name: "hidden-one", kubeconfigPath: "~/hidden-path" },
                        WEST,
                    ],
                    links: [{ source: "west", target: "other" }],
                    trustAnchorLifetime: "24h",
                    issuerLifetime: "48h",
                },
                [
                    `clusters[0].kubeconfigPath is [secret]: there is no such file; ${PATH}`,
                    'links[0].target is "other": no cluster has this name; write one of [secret], [secret]',
                    'issuerLifetime is "48h": an issuer is made after its trust anchor and must end before it; write a shorter one or a longer trustAnchorLifetime, which is [secret], for example 8760h and 87600h',
                ],
                { secretKeys: ["clusters", "trustAnchorLifetime"] },
            ],
            [
                "a secret that is in our examples too, without garbling them",
                {
                    clusters: [{ ...EAST, name: "cluster1", kubeconfigPath: "~/gone" }, WEST],
                    links: [{ source: "cluster1", target: "other" }],
                    colour: "red",
                },
                [
                    `clusters[0].kubeconfigPath is [secret]: there is no such file; ${PATH}`,
                    'links[0].target is "other": no cluster has this name; write one of [secret], [secret]',
                    `colour is [not shown]: no such key; the keys here are ${KEYS.replaceAll(/east(?=[A-Z])|west(?=[A-Z])/g, "[secret]")}`,
                ],
                { secretKeys: ["clusters"] },
            ],
            [
                "a malformed secret, with our example as it is",
                {
                    clusters: [
                        { ...EAST, name: "cluster1" },
                        { ...WEST, name: "cluster1", context: "" },
                    ],
                },
                [
                    "clusters[1].context is [secret]: write the name of a context, for example cluster1",
                    "clusters[1].name is [secret]: clusters[0] has this name; write another, for example cluster2",
                ],
                { secretKeys: ["clusters"] },
            ],
        ]);
    });
});
