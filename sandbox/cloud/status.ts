import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { planAddresses } from "../settings/addresses";
import { listDaemons, type DaemonState } from "../system/processes";
import type { Settings } from "../settings/settings";
import { cloudsFile, keystoneUrl, neutronUrl, SERVICES } from "./paths";
import { answers } from "./services";
import { pythonFolder } from "./virtualEnvironment";

/** How Keystone, Neutron and the enforcement of Neutron's database are. */
export interface CloudStatus {
    readonly keystone: string;
    readonly neutron: string;
    readonly cloudsFile: string;
    /** Entries of clouds.yaml. */
    readonly clouds: readonly string[];
    readonly daemons: readonly DaemonState[];
    /** One line for everything that is not as it should be; empty when the cloud is ready. */
    readonly problems: readonly string[];
    /** Keystone and Neutron with their versions, and what a deployment of them has more. */
    readonly differs: string;
}

/** Looks at the cloud; changes nothing and never throws for a service that does not answer. */
export async function cloudStatus(settings: Settings): Promise<CloudStatus> {
    const requirements = await readFile(join(pythonFolder(settings), "requirements.txt"), "utf8");
    const daemons = listDaemons(settings).filter(({ name }) => isCloudDaemon(name));
    return {
        keystone: keystoneUrl(settings),
        neutron: neutronUrl(settings),
        cloudsFile: cloudsFile(settings),
        clouds: [...planAddresses(settings).clusters.map(({ name }) => name), "admin"],
        daemons,
        problems: await problemsOf(settings, daemons),
        differs: describeDifference(requirements),
    };
}

/** Whether a daemon belongs to the cloud: one of its services, or what enforces Neutron's database. */
export function isCloudDaemon(name: string): boolean {
    return SERVICES.some((service) => service === name) || name.startsWith("cloud-");
}

/** What the sandbox's OpenStack lacks. Pure; the versions come from requirements.txt. */
export function describeDifference(requirements: string): string {
    const versions = SERVICES.map((service) => {
        const [, version = "unknown"] =
            new RegExp(`^${service}==(.+)$`, "m").exec(requirements) ?? [];
        return `${service} ${version}`;
    });
    return (
        `${versions.join(", ")}: the official packages on SQLite, without message broker and agents; ` +
        "sandbox/cloud/enforcement stands for the agents of compute and network nodes"
    );
}

async function problemsOf(settings: Settings, daemons: readonly DaemonState[]): Promise<string[]> {
    if (daemons.length === 0) return ["OpenStack does not run"];
    const ended = daemons.filter(({ alive }) => !alive).map(({ name }) => `${name} has ended`);
    if (ended.length > 0) return ended;
    const urls = [keystoneUrl(settings), neutronUrl(settings)];
    const up = await Promise.all(urls.map(answers));
    return urls.filter((_, index) => up[index] !== true).map((url) => `${url} does not answer`);
}
