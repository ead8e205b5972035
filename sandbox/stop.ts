import { rm } from "node:fs/promises";
import { down, reset } from "./cluster/down";
import { alone } from "./alone";
import { listDaemons, stopDaemon } from "./processes";
import type { Settings } from "./settings";
import { forgetStack } from "./stack/createStack";

/** Stops everything that the sandbox started. The stack's state goes too: it describes the removed clusters. */
export async function stopSandbox(settings: Settings): Promise<void> {
    await alone(settings, "down", async () => {
        await down(settings);
        await stopRest(settings);
    });
}

/** {@link stopSandbox}, and removes the state folder. */
export async function resetSandbox(settings: Settings): Promise<void> {
    await alone(settings, "reset", async () => {
        await reset(settings);
        await stopRest(settings);
    });
    await rm(settings.stateDir, { recursive: true, force: true });
}

async function stopRest(settings: Settings): Promise<void> {
    for (const { name } of listDaemons(settings)) await stopDaemon(settings, name);
    await forgetStack(settings);
}
