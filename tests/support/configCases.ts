import assert from "node:assert/strict";
import { parseConfig } from "../../stacks/configuration/parseConfig";
import type { RefusedConfig } from "../../stacks/configuration/types/plainConfig";
import { renderProblem } from "../../stacks/configuration/types/problem";
import { cloudsYaml, CREDENTIAL, filesOf, kpaasKubeconfig, textual } from "./configFiles";
import { HOST_KEYS } from "./hostKeys";
import { PRIVATE_KEY } from "./privateKeys";

const CONTENTS = {
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
    "/home/operator/.config/openstack/clouds.yaml": cloudsYaml("east", "west", "north"),
    "/home/operator/.ssh/id_rsa": PRIVATE_KEY,
    "/home/operator/.ssh/known_hosts": [
        `10.1.0.*,10.2.0.*,10.3.0.* ${HOST_KEYS.ed25519}`,
        `bastion.example ${HOST_KEYS.otherEd25519}`,
        `[bastion.example]:2222 ${HOST_KEYS.ecdsa}`,
    ].join("\n"),
};

function proxied(proxy: string): string {
    return kpaasKubeconfig("https://10.1.0.1:6443").replace(
        "    server:",
        `    proxy-url: ${proxy}\n    server:`,
    );
}

/** What a cluster in OpenStack needs besides its kubeconfig; `10.N.0.11` is its only node. */
export function siteOf(name: string, number: number) {
    return {
        openstack: { cloud: name, network: `${name}-network`, floatingIp: { pool: "public" } },
        nodes: {
            hosts: [{ name: `${name}-master1`, address: `10.${String(number)}.0.11` }],
            privateKeyPath: "~/.ssh/id_rsa",
            // Not its default, the kubeconfig's server, which many cases change.
            bastion: { host: "bastion.example" },
        },
    };
}

/** The clusters of the cases; each has a readable kubeconfig, a cloud and a node. */
export const EAST = { name: "east", kubeconfigPath: "~/.kube/east", ...siteOf("east", 1) };
/** See {@link EAST}. */
export const WEST = { name: "west", kubeconfigPath: "~/.kube/west", ...siteOf("west", 2) };
/** See {@link EAST}. */
export const NORTH = { name: "north", kubeconfigPath: "~/.kube/north", ...siteOf("north", 3) };
/** The smallest valid `clusters`. */
export const CLUSTERS = [EAST, WEST];

/** Of the machine: secret keys of the stack file, further files, variables. */
export interface Surroundings {
    readonly secretKeys?: readonly string[];
    /** One that is undefined is not there. */
    readonly files?: Readonly<Record<string, string | undefined>>;
    readonly environment?: Readonly<Record<string, string>>;
}

/** The machine of the cases. */
export const FILES = filesOf(CONTENTS);

function parse(
    values: Readonly<Record<string, unknown>>,
    { secretKeys = [], files = {}, environment = {} }: Surroundings,
) {
    return parseConfig(
        { values: textual(values), secretKeys: new Set(secretKeys) },
        filesOf({ ...CONTENTS, ...files }, environment),
    );
}

/** One line for each problem. */
export function rendered({ problems, values, secretKeys }: RefusedConfig): readonly string[] {
    return problems.map((problem) => renderProblem(problem, values, secretKeys));
}

/** The configuration made of these values; throws when they are refused. */
export function configOf(
    values: Readonly<Record<string, unknown>>,
    surroundings: Surroundings = {},
) {
    const parsed = parse(values, surroundings);
    if ("problems" in parsed) throw new Error(rendered(parsed).join("\n"));
    return parsed.config;
}

/** What is wrong with these values; nothing when they are taken. */
export function problemsOf(
    values: Readonly<Record<string, unknown>>,
    surroundings: Surroundings = {},
): readonly string[] {
    const parsed = parse(values, surroundings);
    return "problems" in parsed ? rendered(parsed) : [];
}

/** A configuration that is refused, with the complete list of its problems. */
export type Case = readonly [
    what: string,
    values: Readonly<Record<string, unknown>>,
    problems: readonly string[],
    surroundings?: Surroundings,
];

/** One test per case. */
export function refuses(cases: readonly Case[]): void {
    for (const [what, values, problems, surroundings] of cases) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(problemsOf(values, surroundings), problems);
        });
    }
}

/** `clusters` with one entry per argument: east, west and north with these changes. */
export function clusters(...changes: readonly Readonly<Record<string, unknown>>[]) {
    const bases: readonly object[] = [EAST, WEST, NORTH];
    return { clusters: changes.map((change, index) => ({ ...bases[index], ...change })) };
}

/** Advice for the name of a cluster. */
export const LABEL =
    "write a DNS label of at most 40 lower-case letters, digits and hyphens, without the words to, access, gateway and routes, for example cluster1";

/** Advice for a kubeconfigPath. */
export const PATH = "write the path of a kubeconfig, for example ~/.kube/cluster1-config";

/** Advice for a number of things. */
export const COUNT = "write a whole number from 1, for example 2";

/** Advice for a gateway address. */
export const IP =
    "write the IPv4 address that the gateway's Service gets, for example 192.168.0.150";

/** Advice for a Helm value of the program's own certificates. */
export const OURS = "the program makes the certificates and writes this value itself; remove it";

/** Every key of a mesh of east and west. */
export const KEYS =
    "clusters, links, peers, routing, acceptCutOff, protectFloatingIps, linkerdVersion, acceptSkippedVersions, chartRepository, chartRepositoryUser, chartRepositoryPassword, chartRepositoryCaPath, allowInsecureTransport, smiChartRepository, chartDigests, chartValues, imageRegistry, pauseImage, imagePullSecrets, imagePullCredentials, highAvailability, webhookFailurePolicy, networkPolicies, heartbeatSchedule, certificates, trustAnchorLifetime, issuerLifetime, trustAnchorGenerations, signingTrustAnchor, acceptTrustOutage, issuerGeneration, releaseTimeout, createNamespaces, splits, sample, eastKubeconfig, eastClouds, eastSshKey, eastSshKeyPassphrase, eastIssuer, westKubeconfig, westClouds, westSshKey, westSshKeyPassphrase, westIssuer";
