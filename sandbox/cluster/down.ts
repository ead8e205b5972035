import { rm } from "node:fs/promises";
import { planAddresses } from "../settings/addresses";
import { describeForeign, othersExist, ownership, removeClaim } from "../network/claim";
import { removeNamespaceFolder } from "../network/namespaces";
import { removeLeftovers } from "../node/leftovers";
import { restoreLimits } from "../node/limits";
import { nodePaths } from "../node/paths";
import { listDaemons, stopDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import { clusterFiles, kubeconfigsFolder } from "./files";

/**
 * Removes clusters, nodes and network from the machine, and the clusters' data.
 *
 * Kept are certificates, SSH keys and the unpacked images, which the next start would only make again.
 */
export async function down(settings: Settings): Promise<void> {
    const owner = ownership(settings);
    if (owner.kind === "foreign") throw new Error(describeForeign(settings, owner));
    await removeLeftovers(settings);
    // Their processes are gone with the control groups; this removes the pid files.
    for (const { name } of listDaemons(settings)) {
        if (/^cluster\d+-/.test(name)) await stopDaemon(settings, name);
    }
    for (const cluster of planAddresses({ ...settings, clusters: 9, nodes: 9 }).clusters) {
        await rm(clusterFiles(settings, cluster.name).etcd, { recursive: true, force: true });
        for (const node of cluster.nodes) {
            const { folder } = nodePaths(settings, node);
            await rm(folder, { recursive: true, force: true });
        }
    }
    await rm(kubeconfigsFolder(settings), { recursive: true, force: true });
    if (owner.kind === "ours" || owner.kind === "stale") {
        // A restart of the machine has put limits back by itself; another sandbox may count on them.
        if (owner.kind === "ours" && !othersExist(settings)) {
            await restoreLimits(owner.claim.raisedLimits);
        }
        if (owner.claim?.madeNamespaceFolder === true) await removeNamespaceFolder();
    }
    await removeClaim(settings);
}
