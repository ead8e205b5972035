import assert from "node:assert/strict";
import { CLUSTERS, clusters, EAST, problemsOf, WEST } from "../../support/configCases";

// Inputs that once loaded and then failed in the middle of an update, or did harm. Each either loads
// or names the path of the mistake; the text of each message is that of the tests beside.

type Values = Readonly<Record<string, unknown>>;
/** Values, and the paths that are named: none when they load. */
type Row = readonly [what: string, values: Values, ...paths: string[]];

const mesh = (values: Values): Values => ({ clusters: CLUSTERS, ...values });
const east = (values: Values) => clusters(values, {});
/** `__proto__` in a literal would be the prototype; in YAML it is a key. */
const keyed = (key: string, value: unknown) => Object.fromEntries([[key, value]]);
const docker = (what: string, config: object, ...paths: readonly string[]): Row => [
    `a Docker config with ${what}`,
    mesh({ imagePullCredentials: JSON.stringify(config) }),
    ...paths,
];
const annotated = (annotation: string) =>
    mesh({
        chartValues: {
            multicluster: { gateway: { serviceAnnotations: { [annotation]: "10.0.0.9" } } },
        },
    });
const FORTY = "n".repeat(40);
const DIGEST = `sha256:${"a".repeat(64)}`;

const names: readonly Row[] = [
    ["a name of 40 characters", east({ name: FORTY })],
    ["a name of 41", east({ name: `${FORTY}n` }), "clusters[0].name"],
    ["a name that ends in -destination", east({ name: "b-destination" })],
    [
        "the same beside its stem",
        clusters({ name: "b" }, { name: "b-destination" }),
        "clusters[1].name",
    ],
    [
        "the same before its stem",
        clusters({ name: "b-destination" }, { name: "b" }),
        "clusters[0].name",
    ],
    ["a name that every object has", east({ name: "constructor" })],
    [
        "numbers as names",
        clusters(
            { context: 2024, openstack: { ...EAST.openstack, network: 1204 } },
            { name: 12, openstack: { ...WEST.openstack, subnet: true } },
        ),
        ...["clusters[0].context", "clusters[0].openstack.network"],
        ...["clusters[1].name", "clusters[1].openstack.subnet"],
    ],
];

const apiServer = (url: string) => east({ apiServer: url });
const servers: readonly Row[] = [
    ["an API server on port 1", apiServer("https://203.0.113.10:1")],
    ["one on port 0", apiServer("https://203.0.113.10:0"), "clusters[0].apiServer"],
    ["one on port 65536", apiServer("https://203.0.113.10:65536"), "clusters[0].apiServer"],
    ["an IPv6 address", apiServer("https://[2001:db8::10]:6443"), "clusters[0].apiServer"],
    ["a link-local address", apiServer("https://169.254.1.1:6443"), "clusters[0].apiServer"],
    ["a link-local IPv6 address", apiServer("https://[fe80::1]:6443"), "clusters[0].apiServer"],
    [
        "the Service kubernetes",
        apiServer("https://kubernetes.default.svc"),
        "clusters[0].apiServer",
    ],
    ["its short name", apiServer("https://kubernetes:443"), "clusters[0].apiServer"],
    ["its address on K-PaaS", apiServer("https://10.233.0.1"), "clusters[0].apiServer"],
    ["a name that only begins as it", apiServer("https://kubernetes.example:6443")],
    ["a user, even an empty one", apiServer("https://@203.0.113.10:6443"), "clusters[0].apiServer"],
    ["a question mark", apiServer("https://203.0.113.10:6443?"), "clusters[0].apiServer"],
];

const addresses: readonly Row[] = [
    [
        "a gateway at the API server's address",
        east({ gateway: { ip: "10.1.0.1" } }),
        "clusters[0].gateway.ip",
    ],
    [
        "a gateway at the address that peers call",
        east({ apiServer: "https://203.0.113.10:6443", gateway: { ip: "203.0.113.10" } }),
        "clusters[0].gateway.ip",
    ],
    [
        "a gateway at another cluster's, in a network of its own",
        east({ gateway: { ip: "10.2.0.1" } }),
    ],
    [
        "a floating IP that is an API server's",
        clusters(
            { openstack: { ...EAST.openstack, floatingIp: { address: "203.0.113.20" } } },
            { apiServer: "https://203.0.113.20:6443" },
        ),
        "clusters[0].openstack.floatingIp.address",
    ],
    [
        "an address by MetalLB's annotation",
        annotated("metallb.io/loadBalancerIPs"),
        'chartValues.multicluster.gateway.serviceAnnotations["metallb.io/loadBalancerIPs"]',
    ],
    [
        "the same by its old name",
        annotated("metallb.universe.tf/loadBalancerIPs"),
        'chartValues.multicluster.gateway.serviceAnnotations["metallb.universe.tf/loadBalancerIPs"]',
    ],
    [
        "the same for kube-vip",
        annotated("kube-vip.io/loadbalancerIPs"),
        'chartValues.multicluster.gateway.serviceAnnotations["kube-vip.io/loadbalancerIPs"]',
    ],
    ["an address pool by annotation", annotated("metallb.io/address-pool")],
];

const images: readonly Row[] = [
    ...[
        "pause:3.2",
        `registry.example:5000/a/b_c/d-e.f:V1.0_RC`,
        `registry.example/pause@${DIGEST}`,
        `registry.example/pause:3.2@${DIGEST}`,
    ].map((pauseImage): Row => [pauseImage, mesh({ pauseImage })]),
    ...[
        "registry.example/Pause:3.2",
        "Registry.example/pause:3.2",
        "registry.example/../pause:3.2",
        "registry.example/a..b:3.2",
        "registry.example:65536/pause:3.2",
        "registry.example:0/pause:3.2",
        "registry.example//pause:3.2",
        "registry.example/pause:latest:3.2",
    ].map((pauseImage): Row => [pauseImage, mesh({ pauseImage }), "pauseImage"]),
    ["a registry with a port", mesh({ imageRegistry: "registry.example:65535/linkerd" })],
    ...["registry.example:70000/linkerd", "registry.example/Linkerd", "a..b/linkerd", "-a/b"].map(
        (imageRegistry): Row => [imageRegistry, mesh({ imageRegistry }), "imageRegistry"],
    ),
    ["one pull Secret twice", mesh({ imagePullSecrets: ["a", "b", "a"] }), "imagePullSecrets[2]"],
];

const AUTH = Buffer.from("me:hunter2").toString("base64");
const credentials: readonly Row[] = [
    docker("auth", { auths: { "a.example": { auth: AUTH } } }),
    docker("user and password", { auths: { "a.example": { username: "me", password: "x" } } }),
    docker("an empty entry beside", { auths: { "a.example": { auth: AUTH }, "b.example": {} } }),
    ...(
        [
            ["no entry", { auths: {} }],
            ["an empty entry", { auths: { "a.example": {} } }],
            ["a credentials store", { auths: { "a.example": {} }, credsStore: "desktop" }],
            ["auth that is not base64", { auths: { "a.example": { auth: "me:hunter2" } } }],
            ["auth without a password", { auths: { "a.example": { auth: "bWU=" } } }],
            ["broken auth beside a good one", { auths: { a: { auth: AUTH }, b: { auth: "!" } } }],
            ["a user without a password", { auths: { "a.example": { username: "me" } } }],
            ["a list", { auths: [{ auth: AUTH }] }],
        ] as const
    ).map(([what, config]) => docker(what, config, "imagePullCredentials")),
];

const numbers: readonly Row[] = [
    ["lifetimes of a day", mesh({ issuerLifetime: "24h", trustAnchorLifetime: "25h" })],
    ["a lifetime under a day", mesh({ issuerLifetime: "23h" }), "issuerLifetime"],
    ["half a minute for a release", mesh({ releaseTimeout: "30s" })],
    ["less", mesh({ releaseTimeout: "29s" }), "releaseTimeout"],
    ["more than Go's Duration", mesh({ releaseTimeout: "2562048h" }), "releaseTimeout"],
    ["more still", mesh({ releaseTimeout: "99999999999999999999h" }), "releaseTimeout"],
    ["eight generations", mesh({ trustAnchorGenerations: [1, 2, 3, 4, 5, 6, 7, 8] })],
    [
        "nine",
        mesh({ trustAnchorGenerations: [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
        "trustAnchorGenerations",
    ],
    ["fifty gateways", east({ gateway: { replicas: 50 } })],
    ["fifty-one", east({ gateway: { replicas: 51 } }), "clusters[0].gateway.replicas"],
    ["29 February", mesh({ heartbeatSchedule: "0 0 29 2 *" })],
    ["31 April or a Monday", mesh({ heartbeatSchedule: "0 0 31 4 mon" })],
    ["31 April or May", mesh({ heartbeatSchedule: "0 0 31 4,5 *" })],
    [
        "every tenth day from the 30th on",
        mesh({ heartbeatSchedule: "0 0 30/10 feb ?" }),
        "heartbeatSchedule",
    ],
    ["30 February", mesh({ heartbeatSchedule: "0 0 30 2 *" }), "heartbeatSchedule"],
    [
        "31 of every other month",
        mesh({ heartbeatSchedule: "0 0 31 4-6/2,9 *" }),
        "heartbeatSchedule",
    ],
];

const inherited: readonly Row[] = [
    "constructor",
    "toString",
    "__proto__",
    "hasOwnProperty",
].flatMap((key): readonly Row[] => [
    [key, mesh(keyed(key, "x")), key],
    [`${key} of a cluster`, east(keyed(key, { a: 1 })), `clusters[0].${key}`],
    [`${key} of a gateway`, east({ gateway: keyed(key, 1) }), `clusters[0].gateway.${key}`],
    [
        `${key} of a chart`,
        mesh({ chartValues: { controlPlane: { a: keyed(key, {}) } } }),
        `chartValues.controlPlane.a.${key}`,
    ],
    [
        `${key} of the values of a chart`,
        mesh({ chartValues: { smi: keyed(key, 1) } }),
        `chartValues.smi.${key}`,
    ],
    [`${key} among the charts`, mesh({ chartValues: keyed(key, {}) }), `chartValues.${key}`],
]);

const groups: Readonly<Record<string, readonly Row[]>> = {
    names,
    "API servers": servers,
    addresses,
    images,
    credentials,
    "numbers and times": numbers,
    "keys that every object has": inherited,
};

/** The path of a rendered problem. */
function pathOf(line: string): string {
    return line.slice(0, line.indexOf(" is "));
}

describe("odd inputs", () => {
    for (const [group, rows] of Object.entries(groups)) {
        describe(group, () => {
            for (const [what, values, ...paths] of rows) {
                it(`${paths.length === 0 ? "takes" : "refuses"} ${what}`, () => {
                    const secretKeys = ["imagePullCredentials"];
                    assert.deepEqual(problemsOf(values, { secretKeys }).map(pathOf), paths);
                });
            }
        });
    }
});
