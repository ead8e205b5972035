import { readFile } from "node:fs/promises";
import { planAddresses } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { ensureBridgeNetfilter } from "./bridge";
import type { MachineNetwork } from "./conflicts";
import { describeConflicts, parseResolvers } from "./conflicts";
import { ensureExternalNetwork, removeUplink } from "./externalNetwork";
import { ip } from "./ip";
import { removeNamespaces } from "./namespaces";
import { ensureNodeNetwork } from "./nodeNetwork";
import { ensureTenantNetwork } from "./tenantNetwork";

/** Throws one message when the sandbox's addresses are in use on this machine. */
export async function checkNetwork(settings: Settings): Promise<void> {
    const problem = describeConflicts(
        settings.range,
        planAddresses(settings),
        await machineNetwork(),
    );
    if (problem !== undefined) throw new Error(problem);
}

/** Makes external network, tenant networks and node namespaces; leaves alone what is there. */
export async function ensureNetwork(settings: Settings): Promise<void> {
    const plan = planAddresses(settings);
    await ensureBridgeNetfilter();
    await ensureExternalNetwork(settings, plan);
    await Promise.all(
        plan.clusters.map(async (cluster) => {
            await ensureTenantNetwork(settings, plan, cluster);
            await Promise.all(
                cluster.nodes.map((node) => ensureNodeNetwork(settings, cluster, node)),
            );
        }),
    );
}

/** Removes the uplink and every namespace of the prefix; links and bridges go with them. */
export async function removeNetwork(settings: Settings): Promise<void> {
    await removeUplink(planAddresses(settings));
    await removeNamespaces(settings.prefix);
}

async function machineNetwork(): Promise<MachineNetwork> {
    const [routes, resolvConf] = await Promise.all([
        ip(["-json", "-4", "route", "show", "table", "all"]),
        readFile("/etc/resolv.conf", "utf8").catch(() => ""),
    ]);
    return {
        // A blackhole route has no device.
        routes: (JSON.parse(routes) as { dst?: string; dev?: string }[]).map(({ dst, dev }) => ({
            dst: dst ?? "default",
            dev: dev ?? "no device",
        })),
        resolvers: parseResolvers(resolvConf),
    };
}
