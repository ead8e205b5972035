import assert from "node:assert/strict";
import { parseConfig } from "../../../stacks/validation/parseConfig";
import { CREDENTIAL, filesOf, kpaasKubeconfig, textual } from "../../support/configFiles";

const FILES = filesOf({
    "/home/operator/.kube/east": kpaasKubeconfig("https://10.1.0.1:6443"),
    "/home/operator/.kube/west": kpaasKubeconfig("https://10.2.0.1:6443"),
    "/home/operator/.kube/north": kpaasKubeconfig("https://10.3.0.1:6443"),
    "/home/operator/.kube/east-again": kpaasKubeconfig("https://10.1.0.1:6443/"),
    "/home/operator/.kube/default-port": kpaasKubeconfig("https://API.example"),
    "/home/operator/.kube/port-443": kpaasKubeconfig("https://api.example.:443"),
    "/home/operator/.kube/loopback": kpaasKubeconfig("https://127.0.0.1:6443"),
    "/home/operator/.kube/loopback-2": kpaasKubeconfig("https://127.0.0.1:6444"),
    "/home/operator/.kube/localhost": kpaasKubeconfig("https://localhost:6443"),
    "/home/operator/.kube/loopback-v6": kpaasKubeconfig("https://[::1]:6443"),
    "/home/operator/.kube/http": kpaasKubeconfig("http://10.4.0.1:8080"),
    "/home/operator/.kube/no-scheme": kpaasKubeconfig("10.4.0.1:6443"),
    "/home/operator/.kube/proxied-1": proxied("socks5://198.51.100.1:1080"),
    "/home/operator/.kube/proxied-2": proxied("socks5://198.51.100.2:1080"),
    "/project/kubeconfigs/west": kpaasKubeconfig("https://10.2.0.1:6443"),
    "/project/broken": `users: ["${CREDENTIAL}`,
});

function proxied(proxy: string): string {
    return kpaasKubeconfig("https://10.1.0.1:6443").replace(
        "    server:",
        `    proxy-url: ${proxy}\n    server:`,
    );
}

const EAST = { name: "east", kubeconfigPath: "~/.kube/east" };
const WEST = { name: "west", kubeconfigPath: "~/.kube/west" };
const NORTH = { name: "north", kubeconfigPath: "~/.kube/north" };
const CLUSTERS = [EAST, WEST];

function parse(values: Readonly<Record<string, unknown>>, secretKeys: readonly string[] = []) {
    return parseConfig({ values: textual(values), secretKeys: new Set(secretKeys) }, FILES);
}

function configOf(values: Readonly<Record<string, unknown>>, secretKeys: readonly string[] = []) {
    const parsed = parse(values, secretKeys);
    if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
    return parsed.config;
}

function problemsOf(values: Readonly<Record<string, unknown>>, secretKeys: readonly string[] = []) {
    const parsed = parse(values, secretKeys);
    return "problems" in parsed ? parsed.problems : [];
}

const LABEL =
    "write a DNS label of at most 49 lower-case letters, digits and hyphens, for example cluster1";
const TWO =
    'write a list of two or more clusters, for example [{"name": "cluster1", "kubeconfigPath": "~/.kube/cluster1-config"}, {"name": "cluster2", "kubeconfigPath": "~/.kube/cluster2-config"}]';
const ONE =
    'write an object, for example {"name": "cluster1", "kubeconfigPath": "~/.kube/cluster1-config"}';
const PATH = "write the path of a kubeconfig, for example ~/.kube/cluster1-config";
const URL_ADVICE =
    "write an https URL without user, query or fragment, for example https://203.0.113.10:6443";
const IP = "write the IPv4 address that the gateway's Service gets, for example 192.168.0.150";
const COUNT = "write a whole number from 1, for example 2";
const DOMAIN = "write a DNS domain without a dot at its end, for example cluster.local";
const HOURS =
    "write whole hours as a Go duration, from 1h to 2562047h, for example 8760h for a year";
const CRON = 'write the five fields of a cron schedule, for example "0 0 * * *" for every midnight';
const KEY = "a private key never passes through Helm values; remove it";
const OURS = "the program makes the certificates and writes this value itself; remove it";
const DERIVED = "the links rely on the value that the program writes; remove it";
const KEYS =
    "clusters, links, chartRepository, crdsChartVersion, controlPlaneChartVersion, multiclusterChartVersion, chartValues, imageRegistry, pauseImage, imagePullSecrets, highAvailability, webhookFailurePolicy, heartbeatSchedule, trustAnchorLifetime, issuerLifetime, trustAnchorGenerations, signingTrustAnchor, issuerGeneration, releaseTimeout, eastKubeconfig, westKubeconfig";

function loopback(subject: string): string {
    return `${subject} is a loopback address, where the pods of the other clusters would find themselves; write the URL that they use, for example https://203.0.113.10:6443`;
}

function notTogether(crds: string, controlPlane: string, multicluster: string): string {
    return `these three charts were not released together: crdsChartVersion ${crds}, controlPlaneChartVersion ${controlPlane}, multiclusterChartVersion ${multicluster}; write 1.8.0, 1.16.11 and 30.11.11 (Linkerd stable-2.14.10)`;
}

type Case = readonly [
    what: string,
    values: Readonly<Record<string, unknown>>,
    problems: readonly string[],
    secretKeys?: readonly string[],
];

function refuses(cases: readonly Case[]): void {
    for (const [what, values, problems, secretKeys] of cases) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(problemsOf(values, secretKeys), problems);
        });
    }
}

function clusters(...changes: readonly Readonly<Record<string, unknown>>[]) {
    const bases: readonly object[] = [EAST, WEST, NORTH];
    return { clusters: changes.map((change, index) => ({ ...bases[index], ...change })) };
}

function values(chart: string, content: unknown) {
    return { clusters: CLUSTERS, chartValues: { [chart]: content } };
}

describe("parseConfig", () => {
    it("fills in every default", () => {
        const { clusters: found, ...rest } = configOf({ clusters: CLUSTERS });
        const of = (name: string, server: string) => ({
            name,
            context: "cluster1",
            apiServer: server,
            gateway: { replicas: 1 },
            clusterDomain: "cluster.local",
            gatewayApiCrds: true,
        });
        assert.deepEqual(
            found.map(({ kubeconfig, ...plain }) => [plain, kubeconfig.includes(CREDENTIAL)]),
            [
                [of("east", "https://10.1.0.1:6443"), true],
                [of("west", "https://10.2.0.1:6443"), true],
            ],
        );
        assert.deepEqual(rest, {
            links: [
                { source: "east", target: "west" },
                { source: "west", target: "east" },
            ],
            charts: {
                repository: "https://helm.linkerd.io/stable",
                versions: {
                    linkerd: "stable-2.14.10",
                    crds: "1.8.0",
                    controlPlane: "1.16.11",
                    multicluster: "30.11.11",
                },
                values: { crds: {}, controlPlane: {}, multicluster: {} },
            },
            images: {
                registry: "cr.l5d.io/linkerd",
                pause: "registry.k8s.io/pause:3.2",
                pullSecrets: [],
            },
            highAvailability: false,
            webhookFailurePolicy: "Ignore",
            heartbeatSchedule: "0 0 * * *",
            certificates: {
                trustAnchorHours: 87600,
                issuerHours: 8760,
                trustAnchorGenerations: [1],
                signingTrustAnchor: 1,
                issuerGeneration: 1,
            },
            releaseTimeoutSeconds: 600,
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
                        gateway: { ip: "192.168.0.150", replicas: 2 },
                        clusterDomain: "east.local",
                        gatewayApiCrds: false,
                    },
                    { name: "west", kubeconfigPath: "kubeconfigs/west" },
                    NORTH,
                ],
                eastKubeconfig: kpaasKubeconfig("https://127.0.0.1:6443"),
                links: [{ source: "west", target: "east" }],
                chartRepository: "http://127.0.0.1:18879",
                crdsChartVersion: "1.8.0",
                controlPlaneChartVersion: "1.16.11",
                multiclusterChartVersion: "30.11.11",
                chartValues: { controlPlane: { proxy: { cores: 2 }, identity: { kubeAPI: {} } } },
                imageRegistry: "registry.example:5000/linkerd",
                pauseImage: `registry.example:5000/pause@sha256:${"0".repeat(64)}`,
                imagePullSecrets: ["pull"],
                highAvailability: true,
                webhookFailurePolicy: "Fail",
                heartbeatSchedule: "30 4 * * mon",
                trustAnchorLifetime: "100h",
                issuerLifetime: "99h",
                trustAnchorGenerations: [1, 2],
                signingTrustAnchor: 1,
                issuerGeneration: 3,
                releaseTimeout: "1m30s",
            },
            ["eastKubeconfig"],
        );
        assert.deepEqual(
            found.map(({ kubeconfig: _kubeconfig, ...plain }) => plain),
            [
                {
                    name: "east",
                    context: "cluster1",
                    apiServer: "https://east.example:6443/k8s",
                    gateway: { ip: "192.168.0.150", replicas: 2 },
                    clusterDomain: "east.local",
                    gatewayApiCrds: false,
                },
                {
                    name: "west",
                    context: "cluster1",
                    apiServer: "https://10.2.0.1:6443",
                    gateway: { replicas: 3 },
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                },
                {
                    name: "north",
                    context: "cluster1",
                    apiServer: "https://10.3.0.1:6443",
                    gateway: { replicas: 3 },
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                },
            ],
        );
        assert.deepEqual(rest, {
            links: [{ source: "west", target: "east" }],
            charts: {
                repository: "http://127.0.0.1:18879",
                versions: {
                    linkerd: "stable-2.14.10",
                    crds: "1.8.0",
                    controlPlane: "1.16.11",
                    multicluster: "30.11.11",
                },
                values: {
                    crds: {},
                    controlPlane: { proxy: { cores: 2 }, identity: { kubeAPI: {} } },
                    multicluster: {},
                },
            },
            images: {
                registry: "registry.example:5000/linkerd",
                pause: `registry.example:5000/pause@sha256:${"0".repeat(64)}`,
                pullSecrets: ["pull"],
            },
            highAvailability: true,
            webhookFailurePolicy: "Fail",
            heartbeatSchedule: "30 4 * * mon",
            certificates: {
                trustAnchorHours: 100,
                issuerHours: 99,
                trustAnchorGenerations: [1, 2],
                signingTrustAnchor: 1,
                issuerGeneration: 3,
            },
            releaseTimeoutSeconds: 90,
        });
    });

    it("signs with the last trust anchor and links all ordered pairs, three clusters as well", () => {
        const config = configOf({
            clusters: [EAST, WEST, NORTH],
            links: [],
            trustAnchorGenerations: [2, 1],
        });
        assert.equal(config.certificates.signingTrustAnchor, 1);
        assert.deepEqual(
            config.links.map(({ source, target }) => `${source} ${target}`),
            ["east west", "east north", "west east", "west north", "north east", "north west"],
        );
    });

    it("takes a loopback server that no link targets, and one address behind two proxies", () => {
        configOf({
            clusters: [{ name: "east", kubeconfigPath: "~/.kube/loopback" }, WEST],
            links: [{ source: "east", target: "west" }],
        });
        configOf(
            clusters(
                { kubeconfigPath: "~/.kube/proxied-1", apiServer: "https://198.51.100.1:6443" },
                { kubeconfigPath: "~/.kube/proxied-2", apiServer: "https://198.51.100.2:6443" },
            ),
        );
    });

    describe("keys", () => {
        refuses([
            [
                "unknown keys, with the nearest one or all of them",
                { clusters: CLUSTERS, chartRepositry: "https://a", colour: "red", Links: [] },
                [
                    'chartRepositry is "https://a": no such key; did you mean chartRepository?',
                    `colour is "red": no such key; the keys here are ${KEYS}`,
                    'Links is "[]": no such key; did you mean links?',
                ],
            ],
            [
                "unknown keys below",
                {
                    clusters: [
                        { ...EAST, kubeconfgPath: "x", gateway: { replicas: 1, ips: "10.0.0.1" } },
                        { ...WEST, kubeconfig: { clusters: [] } },
                    ],
                    links: [{ source: "east", target: "west", name: "x" }],
                    chartValues: { controlplane: {}, "a.b": 1 },
                },
                [
                    'clusters[0].gateway.ips is "10.0.0.1": no such key; did you mean ip?',
                    'clusters[0].kubeconfgPath is "x": no such key; did you mean kubeconfigPath?',
                    "clusters[1].kubeconfig is [secret]: no such key; the keys here are name, kubeconfigPath, context, apiServer, gateway, clusterDomain, gatewayApiCrds",
                    'links[0].name is "x": no such key; the keys here are source, target',
                    "chartValues.controlplane is an object: no such key; did you mean controlPlane?",
                    'chartValues["a.b"] is 1: no such key; the keys here are crds, controlPlane, multicluster',
                ],
            ],
            [
                "a secret for a cluster that is not there, without showing it",
                { clusters: CLUSTERS, easstKubeconfig: kpaasKubeconfig("https://a:6443") },
                ["easstKubeconfig is [secret]: no such key; did you mean eastKubeconfig?"],
                ["easstKubeconfig"],
            ],
            [
                "values of the wrong type",
                {
                    clusters: CLUSTERS,
                    links: "all",
                    chartValues: ["x"],
                    imagePullSecrets: "pull",
                    highAvailability: "maybe",
                    trustAnchorGenerations: 1,
                    issuerGeneration: "two",
                    releaseTimeout: 10,
                },
                [
                    'links is "all": write a list of links, for example [{"source": "cluster1", "target": "cluster2"}]',
                    'chartValues is a list of 1: write an object, for example {"controlPlane": {"controllerLogLevel": "debug"}}',
                    'imagePullSecrets is "pull": write a list of names, for example ["registry-credentials"]',
                    'highAvailability is "maybe": write true or false',
                    "trustAnchorGenerations is 1: write a list of whole numbers, for example [1, 2]",
                    `issuerGeneration is "two": ${COUNT}`,
                    'releaseTimeout is "10": write a Go duration of whole seconds, for example 10m or 1h30m',
                ],
            ],
        ]);
    });

    describe("clusters", () => {
        refuses([
            ["none", {}, [`clusters is missing: ${TWO}`]],
            ["an empty list", { clusters: [] }, [`clusters is a list of 0: ${TWO}`]],
            ["one only", { clusters: [EAST] }, [`clusters is a list of 1: ${TWO}`]],
            ["a text", { clusters: "east" }, [`clusters is "east": ${TWO}`]],
            [
                "entries that are no clusters",
                { clusters: [1, null, {}] },
                [
                    `clusters[0] is 1: ${ONE}`,
                    `clusters[1] is null: ${ONE}`,
                    `clusters[2].name is missing: ${LABEL}`,
                ],
            ],
            [
                "a name twice",
                { clusters: [EAST, WEST, { ...NORTH, name: "east" }] },
                [
                    'clusters[2].name is "east": clusters[0] has this name; write another, for example cluster3',
                ],
            ],
            [
                "malformed fields",
                clusters(
                    {
                        name: "East",
                        apiServer: "http://10.1.0.1:8080",
                        gateway: { ip: "10.0.0.256", replicas: 0 },
                        clusterDomain: "cluster.local.",
                        gatewayApiCrds: "no",
                    },
                    {
                        name: "w".repeat(50),
                        context: 5,
                        apiServer: "10.2.0.1:6443",
                        gateway: { ip: "127.0.0.1", replicas: 1.5 },
                        clusterDomain: "",
                    },
                    {
                        name: 3,
                        kubeconfigPath: "",
                        apiServer: "https://user:hunter2@10.3.0.1:6443",
                        gateway: "10.0.0.1",
                    },
                ),
                [
                    `clusters[0].name is "East": ${LABEL}`,
                    `clusters[0].apiServer is "http://10.1.0.1:8080": ${URL_ADVICE}`,
                    `clusters[0].gateway.ip is "10.0.0.256": ${IP}`,
                    `clusters[0].gateway.replicas is 0: ${COUNT}`,
                    `clusters[0].clusterDomain is "cluster.local.": ${DOMAIN}`,
                    'clusters[0].gatewayApiCrds is "no": write true or false',
                    `clusters[1].name is "${"w".repeat(50)}": ${LABEL}`,
                    "clusters[1].context is 5: write the name of a context, for example cluster1",
                    `clusters[1].apiServer is "10.2.0.1:6443": ${URL_ADVICE}`,
                    `clusters[1].gateway.ip is "127.0.0.1": ${IP}`,
                    `clusters[1].gateway.replicas is 1.5: ${COUNT}`,
                    `clusters[1].clusterDomain is "": ${DOMAIN}`,
                    `clusters[2].name is 3: ${LABEL}`,
                    `clusters[2].kubeconfigPath is "": ${PATH}`,
                    `clusters[2].apiServer is "https://[secret]@10.3.0.1:6443": ${URL_ADVICE}`,
                    'clusters[2].gateway is "10.0.0.1": write an object, for example {"ip": "192.168.0.150"}',
                ],
            ],
            [
                "one gateway address for two",
                clusters({ gateway: { ip: "10.0.0.150" } }, { gateway: { ip: "10.0.0.150" } }),
                [
                    'clusters[1].gateway.ip is "10.0.0.150": the gateway of clusters[0] has this address; write one of this cluster\'s own, for example 192.168.0.151',
                ],
            ],
        ]);
    });

    describe("links", () => {
        const links = (...pairs: readonly (readonly [string, string])[]) => ({
            clusters: CLUSTERS,
            links: pairs.map(([source, target]) => ({ source, target })),
        });
        refuses([
            [
                "unknown clusters",
                links(["south", "east"], ["east", "wets"]),
                [
                    'links[0].source is "south": no cluster has this name; write one of east, west',
                    'links[1].target is "wets": no cluster has this name; write one of east, west',
                ],
            ],
            [
                "a cluster with itself",
                links(["east", "east"]),
                [
                    'links[0].target is "east": a cluster cannot be linked to itself; write the name of another cluster',
                ],
            ],
            [
                "a link twice, but not its opposite",
                links(["east", "west"], ["west", "east"], ["east", "west"]),
                ["links[2] is an object: links[0] is the same link; remove one of them"],
            ],
            [
                "half a link",
                { clusters: CLUSTERS, links: [{ source: "east" }] },
                [`links[0].target is missing: ${LABEL}`],
            ],
        ]);
    });

    describe("kubeconfigs", () => {
        const broken = { ...WEST, kubeconfigPath: "broken" };
        refuses([
            [
                "a missing file, with the place that was looked at",
                clusters({ kubeconfigPath: "kubeconfigs/east" }, { kubeconfigPath: "~/west" }),
                [
                    `clusters[0].kubeconfigPath is "kubeconfigs/east": there is no such file, looked for at /project/kubeconfigs/east; ${PATH}`,
                    `clusters[1].kubeconfigPath is "~/west": there is no such file, looked for at /home/operator/west; ${PATH}`,
                ],
            ],
            [
                "what is not YAML, without quoting it",
                { clusters: [EAST, broken] },
                [
                    'clusters[1].kubeconfigPath is "broken": not YAML, see its line 1; give a kubeconfig',
                ],
            ],
            [
                "a pasted kubeconfig instead of its path, without quoting it",
                clusters({}, { kubeconfigPath: kpaasKubeconfig("https://10.2.0.1:6443") }),
                [`clusters[1].kubeconfigPath is a text of 430 characters: ${PATH}`],
            ],
            [
                "a context that is not in it",
                clusters({}, { context: "west" }),
                [
                    'clusters[1].context is "west": the kubeconfig has no such context; write cluster1',
                ],
            ],
            [
                "neither a path nor contents",
                clusters({}, { kubeconfigPath: undefined }),
                [
                    "clusters[1].kubeconfigPath is missing: store the contents of a kubeconfig with 'pulumi config set --secret westKubeconfig < FILE', or write its path, for example ~/.kube/cluster1-config",
                ],
            ],
            [
                "a path and contents",
                { clusters: CLUSTERS, westKubeconfig: kpaasKubeconfig("https://10.2.0.1:6443") },
                [
                    'clusters[1].kubeconfigPath is "~/.kube/west": the key westKubeconfig holds a kubeconfig of this cluster too; remove one of them',
                ],
                ["westKubeconfig"],
            ],
            [
                "contents in plain text",
                {
                    clusters: [EAST, { name: "west" }],
                    westKubeconfig: kpaasKubeconfig("https://a"),
                },
                [
                    "westKubeconfig is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret westKubeconfig < FILE'",
                ],
            ],
            [
                "contents that are none, without quoting them",
                { clusters: [EAST, { name: "west" }], westKubeconfig: `"${CREDENTIAL}` },
                ["westKubeconfig is [secret]: not YAML, see its line 1; give a kubeconfig"],
                ["westKubeconfig"],
            ],
        ]);
    });

    describe("API servers", () => {
        const paths = (...names: readonly string[]) =>
            clusters(...names.map((name) => ({ kubeconfigPath: `~/.kube/${name}` })));
        const shared = (server: string) =>
            `its server ${server} is that of clusters[0] too; give each cluster the kubeconfig of its own API server`;
        const twin =
            "peers would reach clusters[0] there too; write the URL of this cluster's own API server, for example https://203.0.113.10:6443";
        refuses([
            [
                "one for two clusters",
                paths("east", "east-again"),
                [
                    `clusters[1].kubeconfigPath is "~/.kube/east-again": ${shared("https://10.1.0.1:6443")}`,
                ],
            ],
            [
                "one in two spellings",
                paths("default-port", "port-443"),
                [
                    `clusters[1].kubeconfigPath is "~/.kube/port-443": ${shared("https://api.example")}`,
                ],
            ],
            [
                "one for the peers of two clusters",
                clusters(
                    { apiServer: "https://203.0.113.10:6443" },
                    { apiServer: "https://203.0.113.10:6443/" },
                ),
                [`clusters[1].apiServer is "https://203.0.113.10:6443/": ${twin}`],
            ],
            [
                "one for the peers, where two proxies tell the clusters apart",
                paths("proxied-1", "proxied-2"),
                [`clusters[1].apiServer is missing: ${twin}`],
            ],
            [
                "loopback addresses of kubeconfigs",
                paths("loopback", "localhost", "loopback-v6"),
                [
                    `clusters[0].apiServer is missing: ${loopback("the kubeconfig's server https://127.0.0.1:6443")}`,
                    `clusters[1].apiServer is missing: ${loopback("the kubeconfig's server https://localhost:6443")}`,
                    `clusters[2].apiServer is missing: ${loopback("the kubeconfig's server https://[::1]:6443")}`,
                ],
            ],
            [
                "loopback addresses for peers, however they are written",
                clusters(
                    { apiServer: "https://127.1:6443" },
                    { apiServer: "https://[::ffff:127.0.0.1]:6443" },
                    { apiServer: "https://0.0.0.0:6443" },
                ),
                [
                    `clusters[0].apiServer is "https://127.1:6443": ${loopback("it")}`,
                    `clusters[1].apiServer is "https://[::ffff:127.0.0.1]:6443": ${loopback("it")}`,
                    `clusters[2].apiServer is "https://0.0.0.0:6443": ${loopback("it")}`,
                ],
            ],
            [
                "the K-PaaS pair: two files from two masters, the same in everything",
                paths("loopback", "loopback"),
                [
                    `clusters[0].apiServer is missing: ${loopback("the kubeconfig's server https://127.0.0.1:6443")}`,
                    `clusters[1].apiServer is missing: ${loopback("the kubeconfig's server https://127.0.0.1:6443")}`,
                    `clusters[1].kubeconfigPath is "~/.kube/loopback": ${shared("https://127.0.0.1:6443")}`,
                ],
            ],
            [
                "plain http and what is no URL",
                paths("http", "no-scheme"),
                [
                    'clusters[0].kubeconfigPath is "~/.kube/http": its server http://10.4.0.1:8080 is plain http, which would carry credentials in the open; write an https URL there, for example https://203.0.113.10:6443',
                    'clusters[1].kubeconfigPath is "~/.kube/no-scheme": its server is not a URL; write one there, for example https://203.0.113.10:6443',
                ],
            ],
        ]);
    });

    describe("charts and images", () => {
        refuses([
            [
                "a version of no known row",
                { clusters: CLUSTERS, multiclusterChartVersion: "30.12.0" },
                [
                    `multiclusterChartVersion is "30.12.0": ${notTogether("1.8.0", "1.16.11", "30.12.0")}`,
                ],
            ],
            [
                "a range of versions",
                { clusters: CLUSTERS, controlPlaneChartVersion: "1.16.x" },
                [
                    'controlPlaneChartVersion is "1.16.x": write an exact chart version, for example 1.16.11',
                ],
            ],
            [
                "malformed places",
                {
                    clusters: CLUSTERS,
                    chartRepository: "https://me:hunter2@charts.example/stable",
                    imageRegistry: "https://cr.l5d.io/linkerd",
                    pauseImage: "registry.k8s.io/pause",
                    imagePullSecrets: ["ok", "Not_ok"],
                    webhookFailurePolicy: "fail",
                },
                [
                    'chartRepository is "https://[secret]@charts.example/stable": write the http or https URL of a Helm repository, for example https://helm.linkerd.io/stable',
                    'imageRegistry is "https://cr.l5d.io/linkerd": write a registry and path without scheme and without a slash at the end, for example cr.l5d.io/linkerd',
                    'pauseImage is "registry.k8s.io/pause": write an image with its tag or digest, for example registry.k8s.io/pause:3.2',
                    'imagePullSecrets[1] is "Not_ok": write the name of a Secret, for example registry-credentials',
                    'webhookFailurePolicy is "fail": write Ignore or Fail',
                ],
            ],
        ]);
    });

    describe("chart values", () => {
        const pem = "-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----\n";
        refuses([
            [
                "private keys, wherever they stand",
                {
                    clusters: CLUSTERS,
                    chartValues: {
                        controlPlane: {
                            identity: { issuer: { tls: { crtPEM: "x", keyPEM: "hunter2" } } },
                            proxyInjector: { keyPEM: "hunter2" },
                        },
                        multicluster: { podAnnotations: { note: pem }, extra: [{ inner: pem }] },
                    },
                },
                [
                    `chartValues.controlPlane.identity.issuer.tls.keyPEM is [secret]: ${KEY}`,
                    `chartValues.controlPlane.proxyInjector.keyPEM is [secret]: ${KEY}`,
                    `chartValues.multicluster.podAnnotations.note is a text of 62 characters: ${KEY}`,
                    `chartValues.multicluster.extra is a list of 1: ${KEY}`,
                ],
            ],
            [
                "certificates of others",
                values("controlPlane", {
                    identityTrustAnchorsPEM: "x",
                    identity: { externalCA: true, issuer: { scheme: "linkerd.io/tls" } },
                    proxyInjector: { externalSecret: false },
                    profileValidator: { caBundle: "x" },
                    policyValidator: { injectCaFrom: "x" },
                }),
                [
                    `chartValues.controlPlane.identityTrustAnchorsPEM is [secret]: ${OURS}`,
                    `chartValues.controlPlane.identity.externalCA is true: ${OURS}`,
                    `chartValues.controlPlane.identity.issuer.scheme is "linkerd.io/tls": ${OURS}`,
                    `chartValues.controlPlane.proxyInjector.externalSecret is false: ${OURS}`,
                    `chartValues.controlPlane.profileValidator.caBundle is "x": ${OURS}`,
                    `chartValues.controlPlane.policyValidator.injectCaFrom is "x": ${OURS}`,
                ],
            ],
            [
                "what would take owned values away",
                values("controlPlane", { identity: null, proxyInjector: "off" }),
                [
                    "chartValues.controlPlane.identity is null: write an object; the program owns identity.externalCA in it",
                    'chartValues.controlPlane.proxyInjector is "off": write an object; the program owns proxyInjector.externalSecret in it',
                ],
            ],
            [
                "what the links are made from",
                values("multicluster", {
                    gateway: { port: 4144, probe: { seconds: 1 }, loadBalancerIP: "10.0.0.1" },
                    remoteMirrorServiceAccount: true,
                    linkerdNamespace: "mesh",
                }),
                [
                    `chartValues.multicluster.gateway.port is 4144: ${DERIVED}`,
                    `chartValues.multicluster.gateway.probe is an object: ${DERIVED}`,
                    'chartValues.multicluster.gateway.loadBalancerIP is "10.0.0.1": write the key clusters[].gateway.ip instead',
                    `chartValues.multicluster.remoteMirrorServiceAccount is true: ${DERIVED}`,
                    `chartValues.multicluster.linkerdNamespace is "mesh": ${DERIVED}`,
                ],
            ],
            [
                "what has a key of its own",
                values("crds", { enableHttpRoutes: false }),
                [
                    "chartValues.crds.enableHttpRoutes is false: write the key clusters[].gatewayApiCrds instead",
                ],
            ],
            [
                "values that are no object",
                values("crds", "x"),
                [
                    'chartValues.crds is "x": write an object of Helm values, for example {"podLabels": {"team": "mesh"}}',
                ],
            ],
        ]);
    });

    describe("certificates and times", () => {
        const anchors = (trustAnchorGenerations: unknown, rest: object = {}) => ({
            clusters: CLUSTERS,
            trustAnchorGenerations,
            ...rest,
        });
        refuses([
            [
                "malformed durations",
                {
                    clusters: CLUSTERS,
                    trustAnchorLifetime: "10y",
                    issuerLifetime: "90m",
                    releaseTimeout: "10 minutes",
                },
                [
                    `trustAnchorLifetime is "10y": ${HOURS}`,
                    `issuerLifetime is "90m": ${HOURS}`,
                    'releaseTimeout is "10 minutes": write a Go duration of whole seconds, for example 10m or 1h30m',
                ],
            ],
            [
                "more hours than Go can add to a date",
                { clusters: CLUSTERS, trustAnchorLifetime: "2562048h" },
                [`trustAnchorLifetime is "2562048h": ${HOURS}`],
            ],
            [
                "an issuer that outlives its anchor",
                { clusters: CLUSTERS, trustAnchorLifetime: "8760h" },
                [
                    'issuerLifetime is "8760h": an issuer is made after its trust anchor and must end before it; write a shorter one or a longer trustAnchorLifetime, which is 8760h, for example 8760h and 87600h',
                ],
            ],
            [
                "generations that do not fit together",
                anchors([1, 2, 2], { signingTrustAnchor: 3 }),
                [
                    "trustAnchorGenerations[2] is 2: it is in the list already; remove it",
                    "signingTrustAnchor is 3: clusters would not trust it; write one of trustAnchorGenerations: 1, 2, 2",
                ],
            ],
            [
                "no generation",
                anchors([]),
                [
                    "trustAnchorGenerations is a list of 0: write at least one generation, for example [1]",
                ],
            ],
            [
                "a generation that is none",
                anchors([0], { issuerGeneration: -1 }),
                [`trustAnchorGenerations[0] is 0: ${COUNT}`, `issuerGeneration is -1: ${COUNT}`],
            ],
            [
                "a malformed schedule",
                { clusters: CLUSTERS, heartbeatSchedule: "0 0 * * 7" },
                [`heartbeatSchedule is "0 0 * * 7": ${CRON}`],
            ],
        ]);
    });

    describe("all at once", () => {
        refuses([
            [
                "mistakes of every kind in one list, in the order of the documentation",
                {
                    releaseTimeout: "soon",
                    colour: "red",
                    links: [{ source: "east", target: "south" }],
                    clusters: [EAST, { ...EAST, gateway: { ip: "x" } }, { name: "west" }],
                    controlPlaneChartVersion: "2.0.0",
                    chartValues: { controlPlane: { identity: { externalCA: true } } },
                },
                [
                    `clusters[1].gateway.ip is "x": ${IP}`,
                    'clusters[1].name is "east": clusters[0] has this name; write another, for example cluster2',
                    `clusters[1].kubeconfigPath is "~/.kube/east": its server https://10.1.0.1:6443 is that of clusters[0] too; give each cluster the kubeconfig of its own API server`,
                    "clusters[2].kubeconfigPath is missing: store the contents of a kubeconfig with 'pulumi config set --secret westKubeconfig < FILE', or write its path, for example ~/.kube/cluster1-config",
                    'links[0].target is "south": no cluster has this name; write one of east, west',
                    `controlPlaneChartVersion is "2.0.0": ${notTogether("1.8.0", "2.0.0", "30.11.11")}`,
                    `chartValues.controlPlane.identity.externalCA is true: ${OURS}`,
                    'releaseTimeout is "soon": write a Go duration of whole seconds, for example 10m or 1h30m',
                    `colour is "red": no such key; the keys here are ${KEYS}`,
                ],
            ],
            [
                "secret keys without a word of what stands in them",
                {
                    clusters: [{ name: "hidden-one", kubeconfigPath: "~/hidden-path" }, WEST],
                    links: [{ source: "west", target: "other" }],
                    trustAnchorLifetime: "24h",
                    issuerLifetime: "48h",
                },
                [
                    `clusters[0].kubeconfigPath is [secret]: there is no such file; ${PATH}`,
                    'links[0].target is "other": no cluster has this name; write one of [secret], [secret]',
                    'issuerLifetime is "48h": an issuer is made after its trust anchor and must end before it; write a shorter one or a longer trustAnchorLifetime, which is [secret], for example 8760h and 87600h',
                ],
                ["clusters", "trustAnchorLifetime"],
            ],
        ]);
    });
});
