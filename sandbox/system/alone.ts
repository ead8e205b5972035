import { join } from "node:path";
import { withLock } from "./lock";
import type { Settings } from "../settings/settings";

/** Runs `action` unless another command works on the same sandbox. */
export async function alone<T>(
    settings: Settings,
    command: string,
    action: () => Promise<T>,
): Promise<T> {
    const refuse = (holder: number) =>
        `Process ${String(holder)} is working on the sandbox of ${settings.stateDir}. Wait until it ` +
        `has ended, then run "npm run sandbox -- ${command}" again`;
    return withLock(join(settings.stateDir, "command.lock"), { refuse }, action);
}
