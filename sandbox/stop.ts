import { rm } from "node:fs/promises";
import { alone } from "./system/alone";
import { removeCloud } from "./cloud/removeCloud";
import { down } from "./cluster/down";
import { listDaemons, stopDaemon } from "./system/processes";
import type { Settings } from "./settings/settings";
import { forgetSize } from "./settings/size";
import { forgetStack } from "./stack/createStack";

/** Stops everything that the sandbox started. The stack's state goes too: it describes the removed clusters. */
export async function stopSandbox(settings: Settings, command = "down"): Promise<void> {
    await alone(settings, command, async () => {
        await down(settings);
        for (const { name } of listDaemons(settings)) await stopDaemon(settings, name);
        // After the enforcement has ended, which reads its database.
        await removeCloud(settings);
        await forgetStack(settings);
        await forgetSize(settings);
    });
}

/** {@link stopSandbox}, and removes the state folder. */
export async function resetSandbox(settings: Settings): Promise<void> {
    await stopSandbox(settings, "reset");
    await rm(settings.stateDir, { recursive: true, force: true });
}
