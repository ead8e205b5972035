import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startTimeOf } from "./processes";

/** What to do while another process holds the lock. */
export type WhenHeld =
    | { readonly wait: (holder: number) => void }
    /** Message of the error that is thrown at once. */
    | { readonly refuse: (holder: number) => string };

/**
 * Runs `action` while this process alone holds the lock file.
 *
 * The file names the holder by pid and kernel start time, so that the lock of a killed process is free
 * again without anybody removing it.
 */
export async function withLock<T>(
    file: string,
    whenHeld: WhenHeld,
    action: () => Promise<T>,
): Promise<T> {
    mkdirSync(dirname(file), { recursive: true });
    let told = false;
    for (;;) {
        const holder = tryLock(file);
        if (holder === undefined) break;
        if ("refuse" in whenHeld) throw new Error(whenHeld.refuse(holder));
        if (!told) whenHeld.wait(holder);
        told = true;
        await delay(500);
    }
    try {
        return await action();
    } finally {
        rmSync(file, { force: true });
    }
}

/** Takes the lock, or returns the pid of its living holder. */
function tryLock(file: string): number | undefined {
    const own = `${file}.${String(process.pid)}`;
    writeFileSync(own, `${String(process.pid)} ${startTimeOf(process.pid) ?? ""}\n`);
    try {
        for (;;) {
            try {
                // A link appears with its contents: no other process ever reads half a lock file.
                linkSync(own, file);
                return undefined;
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
            }
            const holder = livingHolder(file);
            if (holder !== undefined) return holder;
            rmSync(file, { force: true });
        }
    } finally {
        rmSync(own, { force: true });
    }
}

function livingHolder(file: string): number | undefined {
    try {
        const [pid = "", since = ""] = readFileSync(file, "utf8").trim().split(" ");
        return startTimeOf(Number(pid)) === since ? Number(pid) : undefined;
    } catch {
        return undefined; // Released between the two calls.
    }
}
