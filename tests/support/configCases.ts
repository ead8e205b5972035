import assert from "node:assert/strict";
import { parseConfig } from "../../stacks/validation/parseConfig";
import { CREDENTIAL, filesOf, kpaasKubeconfig, textual } from "./configFiles";

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

/** The clusters of the cases; each has a readable kubeconfig. */
export const EAST = { name: "east", kubeconfigPath: "~/.kube/east" };
/** See {@link EAST}. */
export const WEST = { name: "west", kubeconfigPath: "~/.kube/west" };
/** See {@link EAST}. */
export const NORTH = { name: "north", kubeconfigPath: "~/.kube/north" };
/** The smallest valid `clusters`. */
export const CLUSTERS = [EAST, WEST];

function parse(values: Readonly<Record<string, unknown>>, secretKeys: readonly string[] = []) {
    return parseConfig({ values: textual(values), secretKeys: new Set(secretKeys) }, FILES);
}

/** The configuration made of these values; throws when they are refused. */
export function configOf(
    values: Readonly<Record<string, unknown>>,
    secretKeys: readonly string[] = [],
) {
    const parsed = parse(values, secretKeys);
    if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
    return parsed.config;
}

function problemsOf(values: Readonly<Record<string, unknown>>, secretKeys: readonly string[] = []) {
    const parsed = parse(values, secretKeys);
    return "problems" in parsed ? parsed.problems : [];
}

/** A configuration that is refused, with the complete list of its problems. */
export type Case = readonly [
    what: string,
    values: Readonly<Record<string, unknown>>,
    problems: readonly string[],
    secretKeys?: readonly string[],
];

/** One test per case. */
export function refuses(cases: readonly Case[]): void {
    for (const [what, values, problems, secretKeys] of cases) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(problemsOf(values, secretKeys), problems);
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
    "write a DNS label of at most 49 lower-case letters, digits and hyphens, without the words to and access, for example cluster1";

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
    "clusters, links, chartRepository, crdsChartVersion, controlPlaneChartVersion, multiclusterChartVersion, chartValues, imageRegistry, pauseImage, imagePullSecrets, imagePullCredentials, highAvailability, webhookFailurePolicy, heartbeatSchedule, trustAnchorLifetime, issuerLifetime, trustAnchorGenerations, signingTrustAnchor, issuerGeneration, releaseTimeout, eastKubeconfig, westKubeconfig";

/** Advice for chart versions of no known row. */
export function notTogether(crds: string, controlPlane: string, multicluster: string): string {
    return `these three charts were not released together: crdsChartVersion ${crds}, controlPlaneChartVersion ${controlPlane}, multiclusterChartVersion ${multicluster}; write 1.8.0, 1.16.11 and 30.11.11 (Linkerd stable-2.14.10)`;
}
