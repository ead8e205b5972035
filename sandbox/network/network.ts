import { readFile } from "node:fs/promises";
import { planAddresses } from "../addresses";
import type { Settings } from "../settings";
import type { MachineNetwork } from "./conflicts";
import { describeConflicts, parseResolvers } from "./conflicts";
import { ip } from "./ip";
import { removeNamespaces } from "./namespaces";
import { ensureNodeNetwork } from "./nodeNetwork";
import { ensureRouter, removeUplink } from "./router";

/** Throws one message when the sandbox's addresses are in use on this machine. */
export async function checkNetwork(settings: Settings): Promise<void> {
    const problem = describeConflicts(
        settings.range,
        planAddresses(settings),
        await machineNetwork(),
    );
    if (problem !== undefined) throw new Error(problem);
}

/** Makes router, tenant networks and node namespaces; leaves alone what is there. */
export async function ensureNetwork(settings: Settings): Promise<void> {
    const plan = planAddresses(settings);
    await ensureRouter(settings, plan);
    await Promise.all(
        plan.clusters.flatMap((cluster) =>
            cluster.nodes.map((node) => ensureNodeNetwork(settings, plan, cluster, node)),
        ),
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
