import {
    CLUSTERS,
    COUNT,
    EAST,
    IP,
    LABEL,
    NORTH,
    PATH,
    WEST,
    clusters,
    refuses,
    siteOf,
} from "../../../support/configCases";

const TWO =
    'write a list of two or more clusters, for example [{"name": "cluster1", "kubeconfigPath": "~/.kube/cluster1-config"}, {"name": "cluster2", "kubeconfigPath": "~/.kube/cluster2-config"}]';
const ONE =
    'write an object, for example {"name": "cluster1", "kubeconfigPath": "~/.kube/cluster1-config"}';
const URL_ADVICE =
    "write an https URL without user, query or fragment, for example https://203.0.113.10:6443";
const FIFTY = "write a whole number from 1 to 50, for example 2";
const DOMAIN = "write a DNS domain without a dot at its end, for example cluster.local";
const HOURS =
    "write whole hours as a Go duration, from 24h to 2562047h, for example 8760h for a year";
const CRON = 'write the five fields of a cron schedule, for example "0 0 * * *" for every midnight';

describe("ruleProblems", () => {
    describe("clusters", () => {
        refuses([
            ["none", {}, [`clusters is missing: ${TWO}`]],
            ["an empty list", { clusters: [] }, [`clusters is a list of 0: ${TWO}`]],
            ["one only", { clusters: [EAST] }, [`clusters is a list of 1: ${TWO}`]],
            ["a text", { clusters: "east" }, [`clusters is "east": ${TWO}`]],
            [
                "entries that are no clusters",
                { clusters: [1, null, siteOf("south", 4)] },
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
                "names that could give two links one name",
                clusters({ name: "x-to" }, { name: "to-y" }, { name: "a-access-b" }),
                [
                    `clusters[0].name is "x-to": ${LABEL}`,
                    `clusters[1].name is "to-y": ${LABEL}`,
                    `clusters[2].name is "a-access-b": ${LABEL}`,
                ],
            ],
            [
                "names that could give what is made for two nodes one name",
                clusters({ name: "a-routes-b" }, { name: "gateway" }),
                [
                    `clusters[0].name is "a-routes-b": ${LABEL}`,
                    `clusters[1].name is "gateway": ${LABEL}`,
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
                    `clusters[0].gateway.replicas is 0: ${FIFTY}`,
                    `clusters[0].clusterDomain is "cluster.local.": ${DOMAIN}`,
                    'clusters[0].gatewayApiCrds is "no": write true or false',
                    `clusters[1].name is "${"w".repeat(50)}": ${LABEL}`,
                    "clusters[1].context is 5: put quotes around it: to YAML it is a number",
                    `clusters[1].apiServer is "10.2.0.1:6443": ${URL_ADVICE}`,
                    `clusters[1].gateway.ip is "127.0.0.1": ${IP}`,
                    `clusters[1].gateway.replicas is 1.5: ${FIFTY}`,
                    `clusters[1].clusterDomain is "": ${DOMAIN}`,
                    `clusters[2].name is 3: put quotes around it: to YAML it is a number`,
                    `clusters[2].kubeconfigPath is "": ${PATH}`,
                    `clusters[2].apiServer is "https://[secret]@10.3.0.1:6443": ${URL_ADVICE}`,
                    'clusters[2].gateway is "10.0.0.1": write an object, for example {"ip": "192.168.0.150"}',
                ],
            ],
            [
                "one gateway address for two",
                clusters({ gateway: { ip: "10.0.0.150" } }, { gateway: { ip: "10.0.0.150" } }),
                [
                    'clusters[1].gateway.ip is "10.0.0.150": the gateway of clusters[0] has this address; write one of this cluster\'s own, for example 192.168.0.151, or routing: direct for the links',
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
                    'releaseTimeout is "10 minutes": write a Go duration of whole seconds, from 30s to 2562047h, for example 10m or 1h30m',
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
});
