import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { recordedSize } from "./size";

/** What the operator can choose about the sandbox; every field has a default and an environment variable. */
export interface Settings {
    /** Root of the checkout. */
    readonly projectDir: string;
    /** Everything the running sandbox writes: logs, pids, kubeconfigs, the Pulumi state. `SANDBOX_STATE`, default `.sandbox`. */
    readonly stateDir: string;
    /** Built programs, by content; survives `reset` and is shared by checkouts. `SANDBOX_CACHE`, default `~/.cache/linkerd-multicluster`. */
    readonly cacheDir: string;
    /** Docker archives placed here win over stand-ins. `SANDBOX_IMAGES`, default `.sandbox-images`. */
    readonly imageDir: string;
    /** Start of every network namespace, link and cgroup name; at most four characters, since Linux cuts link names at 15. `SANDBOX_PREFIX`, default `lmc`. */
    readonly prefix: string;
    /** IPv4 /16 that all sandbox addresses come from. `SANDBOX_RANGE`, default `198.18.0.0/16`, reserved for benchmarks by RFC 2544. */
    readonly range: string;
    /** Number of clusters. `SANDBOX_CLUSTERS`, default that of the sandbox that is there, else 2. */
    readonly clusters: number;
    /** Nodes of each cluster; the first also runs the control plane. `SANDBOX_NODES`, default as above, else 3. */
    readonly nodes: number;
    /** TCP port of the chart repository on 127.0.0.1. `SANDBOX_CHART_PORT`, default 18879. */
    readonly chartPort: number;
    /** TCP port of the API server on the first node of each cluster. `SANDBOX_API_PORT`, default 6443. */
    readonly apiPort: number;
    /** TCP port of Keystone on 127.0.0.1. `SANDBOX_KEYSTONE_PORT`, default 15000. */
    readonly keystonePort: number;
    /** TCP port of Neutron on 127.0.0.1. `SANDBOX_NEUTRON_PORT`, default 19696. */
    readonly neutronPort: number;
}

/** An empty variable counts as unset: as a folder it would mean the project itself. */
function setting(env: NodeJS.ProcessEnv, key: string, fallback: string): string {
    const text = env[key] ?? "";
    return text === "" ? fallback : text;
}

function integer(env: NodeJS.ProcessEnv, key: string, fallback: number, low: number, high: number) {
    const text = setting(env, key, String(fallback));
    const value = Number(text);
    if (!Number.isInteger(value) || value < low || value > high) {
        throw new Error(
            `${key} is "${text}": write a whole number from ${String(low)} to ${String(high)}`,
        );
    }
    return value;
}

/**
 * Reads the settings of the sandbox from `env`.
 * Errors name the variable, its value and the accepted form.
 */
export function readSettings(projectDir: string, env: NodeJS.ProcessEnv): Settings {
    const prefix = setting(env, "SANDBOX_PREFIX", "lmc");
    if (!/^[a-z][a-z0-9]{0,3}$/.test(prefix)) {
        throw new Error(
            `SANDBOX_PREFIX is "${prefix}": write one to four lower-case letters or digits`,
        );
    }
    const range = setting(env, "SANDBOX_RANGE", "198.18.0.0/16");
    if (!/^\d{1,3}\.\d{1,3}\.0\.0\/16$/.test(range)) {
        throw new Error(`SANDBOX_RANGE is "${range}": write a /16, for example 198.18.0.0/16`);
    }
    const stateDir = resolve(projectDir, setting(env, "SANDBOX_STATE", ".sandbox"));
    // `reset` removes it whole.
    const held = [projectDir, homedir()].find((path) => !relative(stateDir, path).startsWith(".."));
    if (held !== undefined) {
        throw new Error(
            `SANDBOX_STATE is ${stateDir}, which holds ${held} and would be removed by reset: ` +
                "write a folder of its own, for example .sandbox",
        );
    }
    const there = recordedSize({ stateDir });
    const cacheDir = join(homedir(), ".cache", "linkerd-multicluster");
    return {
        projectDir,
        stateDir,
        cacheDir: resolve(projectDir, setting(env, "SANDBOX_CACHE", cacheDir)),
        imageDir: resolve(projectDir, setting(env, "SANDBOX_IMAGES", ".sandbox-images")),
        prefix,
        range,
        clusters: integer(env, "SANDBOX_CLUSTERS", there?.clusters ?? 2, 2, 9),
        nodes: integer(env, "SANDBOX_NODES", there?.nodes ?? 3, 1, 9),
        chartPort: integer(env, "SANDBOX_CHART_PORT", 18879, 1, 65535),
        apiPort: integer(env, "SANDBOX_API_PORT", 6443, 1, 65535),
        keystonePort: integer(env, "SANDBOX_KEYSTONE_PORT", 15000, 1, 65535),
        neutronPort: integer(env, "SANDBOX_NEUTRON_PORT", 19696, 1, 65535),
    };
}
