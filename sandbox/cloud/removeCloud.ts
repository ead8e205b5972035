import { rm } from "node:fs/promises";
import { stopDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import { cloudFolder, SERVICES } from "./paths";

/** Stops Keystone and Neutron and removes all that they know, passwords too; their programs stay in the cache. */
export async function removeCloud(settings: Settings): Promise<void> {
    for (const service of SERVICES) await stopDaemon(settings, service);
    await rm(cloudFolder(settings), { recursive: true, force: true });
}
