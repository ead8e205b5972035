import { removeNetwork } from "../network/network";
import type { Settings } from "../settings/settings";
import { cgroupLayout, removeCgroup } from "../system/cgroups";
import { removeRuntimeFolder } from "./mounts";

/**
 * Ends every process of the prefix and removes its mounts, control groups, namespaces and links.
 *
 * Goes by names alone, so it also works when the state folder is gone or a process was killed half-way.
 */
export async function removeLeftovers(settings: Settings): Promise<void> {
    await removeCgroup(cgroupLayout(), settings.prefix);
    await removeRuntimeFolder(settings);
    await removeNetwork(settings);
}
