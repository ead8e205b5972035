import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { DaemonSpec } from "./launchCommand";
import { launchCommand } from "./launchCommand";
import type { Settings } from "../settings/settings";

/** A daemon as its pid file describes it. */
export interface DaemonState {
    readonly name: string;
    readonly pid: number;
    readonly alive: boolean;
}

/** A log that was longer at the start of its daemon begins anew. */
const MAX_LOG_BYTES = 1_000_000;

const recordSchema = z.object({
    pid: z.number().int().positive(),
    startTime: z.string(),
    bootId: z.string(),
    fingerprint: z.string(),
});
type DaemonRecord = z.infer<typeof recordSchema>;

/**
 * Starts a daemon unless it runs already; one that runs with another command line is restarted.
 *
 * The log goes to `logs/NAME.log` of the state folder, pid and kernel start time to `pids/NAME.json`.
 */
export async function startDaemon(settings: Settings, spec: DaemonSpec): Promise<void> {
    const fingerprint = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
    if (daemonAlive(settings, spec.name)) {
        if (readRecord(settings, spec.name)?.fingerprint === fingerprint) return;
        await stopDaemon(settings, spec.name);
    }
    mkdirSync(join(settings.stateDir, "logs"), { recursive: true });
    mkdirSync(join(settings.stateDir, "pids"), { recursive: true });
    const log = openLog(logFile(settings, spec.name));
    const launch = launchCommand(spec);
    // Not execa: it would hold the output's other end, and this process ends before the daemon.
    const child = spawn(launch.file, launch.args, {
        cwd: spec.cwd ?? "/",
        env: { PATH: process.env["PATH"], HOME: homedir(), ...spec.env },
        detached: true,
        stdio: ["ignore", log, log],
    });
    closeSync(log);
    const pid = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("spawn", () => {
            resolve(child.pid ?? 0);
        });
    });
    child.unref();
    const record = { pid, startTime: startTimeOf(pid) ?? "", bootId: bootId(), fingerprint };
    await writeFile(pidFile(settings, spec.name), JSON.stringify(record));
    await delay(20);
    if (!daemonAlive(settings, spec.name)) {
        throw new Error(describeDeath(settings, spec.name));
    }
}

/** Whether the process of that pid file still runs: same pid, same kernel start time, same boot. */
export function daemonAlive(settings: Settings, name: string): boolean {
    const record = readRecord(settings, name);
    return record !== undefined && recordAlive(record);
}

/** Process of a daemon that runs; throws its last words where it does not. */
export function daemonPid(settings: Settings, name: string): number {
    const record = readRecord(settings, name);
    if (record === undefined || !recordAlive(record)) {
        throw new Error(describeDeath(settings, name));
    }
    return record.pid;
}

/** Ends a daemon: SIGTERM, SIGKILL after `graceSeconds`. Does nothing when it does not run. */
export async function stopDaemon(
    settings: Settings,
    name: string,
    graceSeconds = 10,
): Promise<void> {
    const record = readRecord(settings, name);
    if (record !== undefined) {
        await end(record, "SIGTERM", graceSeconds);
        await end(record, "SIGKILL", 10);
        if (recordAlive(record)) {
            throw new Error(`${name}: process ${String(record.pid)} does not end after SIGKILL`);
        }
    }
    await rm(pidFile(settings, name), { force: true });
}

/** Every daemon that has a pid file, by name. */
export function listDaemons(settings: Settings): DaemonState[] {
    let files: string[];
    try {
        files = readdirSync(join(settings.stateDir, "pids"));
    } catch {
        return [];
    }
    return files
        .filter((file) => file.endsWith(".json"))
        .sort()
        .flatMap((file) => {
            const name = file.slice(0, -".json".length);
            const record = readRecord(settings, name);
            if (record === undefined) return [];
            return [{ name, pid: record.pid, alive: recordAlive(record) }];
        });
}

/** One message about a daemon that ended by itself, with the last lines of its log. */
export function describeDeath(settings: Settings, name: string): string {
    const file = logFile(settings, name);
    let tail = "";
    try {
        tail = readFileSync(file, "utf8").trimEnd().split("\n").slice(-8).join("\n");
    } catch {
        // No log: the message still names where it would be.
    }
    return `${name} has ended; the end of ${file}:\n${tail}`;
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold blanks and parentheses. Undefined for a zombie. */
export function parseStartTime(stat: string): string | undefined {
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

/** Kernel start time of a live process, which tells it from a later one with the same pid. */
export function startTimeOf(pid: number): string | undefined {
    try {
        return parseStartTime(readFileSync(`/proc/${String(pid)}/stat`, "utf8"));
    } catch {
        return undefined;
    }
}

function recordAlive(record: DaemonRecord): boolean {
    const now = startTimeOf(record.pid);
    return now !== undefined && now === record.startTime && record.bootId === bootId();
}

async function end(record: DaemonRecord, signal: NodeJS.Signals, seconds: number): Promise<void> {
    if (!recordAlive(record)) return;
    try {
        process.kill(record.pid, signal);
    } catch {
        return; // It ended by itself.
    }
    const deadline = performance.now() + seconds * 1000;
    while (recordAlive(record) && performance.now() < deadline) await delay(20);
}

function readRecord(settings: Settings, name: string): DaemonRecord | undefined {
    try {
        return recordSchema.parse(JSON.parse(readFileSync(pidFile(settings, name), "utf8")));
    } catch {
        return undefined; // Missing, or cut off by a crash while it was written.
    }
}

/** Changes with every start of the machine, after which pids and namespaces mean nothing. */
export function bootId(): string {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

function openLog(file: string): number {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return openSync(file, size < MAX_LOG_BYTES ? "a" : "w");
}

function pidFile(settings: Settings, name: string): string {
    return join(settings.stateDir, "pids", `${name}.json`);
}

function logFile(settings: Settings, name: string): string {
    return join(settings.stateDir, "logs", `${name}.log`);
}
