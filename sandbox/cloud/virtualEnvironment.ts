import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { commandFailure } from "../system/commandFailure";
import { withLock } from "../system/lock";
import type { Settings } from "../settings/settings";

/** The versions that Keystone 30 and Neutron 29 run on; the system's own Python first, since its package brings venv. */
const PYTHONS = ["/usr/bin/python3", "python3.13", "python3.12", "python3.11", "python3"];

/** Prints what a virtual environment depends on; fails where none can be made. */
const PROBE = `import sys, venv, ensurepip
assert (3, 11) <= sys.version_info < (3, 14)
print(sys.executable, sys.version)`;

/** Folder of our Python files. */
export function pythonFolder({ projectDir }: Settings): string {
    return join(projectDir, "sandbox", "cloud", "python");
}

/**
 * Installs Keystone and Neutron from PyPI into the cache unless they are there; returns the folder of
 * the virtual environment.
 *
 * Compiling is left to the first import: of the 234 MB the services load a part, and pip would
 * compile all of it.
 */
export async function ensureVirtualEnvironment(
    settings: Settings,
    report: (line: string) => void,
): Promise<string> {
    const requirements = join(pythonFolder(settings), "requirements.txt");
    const python = await findPython();
    const root = join(settings.cacheDir, "openstack");
    const folder = join(root, environmentKey(await readFile(requirements, "utf8"), python.version));
    const complete = join(folder, "complete");
    const wait = (holder: number) => {
        report(`waiting for process ${String(holder)}, which installs them`);
    };
    await withLock(join(root, "lock"), { wait }, async () => {
        if (existsSync(complete)) return;
        report("installing Keystone and Neutron from PyPI");
        await rm(folder, { recursive: true, force: true });
        await mkdir(root, { recursive: true });
        await run(python.command, ["-m", "venv", folder]);
        const options = ["--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps"];
        const pip = ["-m", "pip", "install", ...options, "--requirement", requirements];
        await run(join(folder, "bin", "python"), pip);
        await writeFile(complete, "");
    });
    return folder;
}

/** Name of a virtual environment in the cache: the same packages on the same Python have the same. */
export function environmentKey(requirements: string, pythonVersion: string): string {
    const text = JSON.stringify([requirements, pythonVersion]);
    return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function findPython(): Promise<{ command: string; version: string }> {
    for (const command of PYTHONS) {
        const { failed, stdout } = await execa(command, ["-c", PROBE], { reject: false });
        if (!failed) return { command, version: stdout };
    }
    throw new Error(
        "Keystone and Neutron need Python 3.11, 3.12 or 3.13 with its modules venv and ensurepip; " +
            `none of ${PYTHONS.join(", ")} is one. Debian 12 and Ubuntu 24.04 have it: ` +
            "apt-get install python3-venv",
    );
}

async function run(command: string, args: readonly string[]): Promise<void> {
    try {
        // What the operator's shell sets for other Python programs is not for this one.
        await execa(command, args, { env: { PYTHONPATH: undefined, PYTHONHOME: undefined } });
    } catch (error) {
        const said = commandFailure(error)?.stderr.trim().split("\n").slice(-10).join("\n");
        if (said === undefined) throw error;
        throw new Error(`${command} ${args.slice(0, 3).join(" ")} failed:\n${said}`, {
            cause: error,
        });
    }
}
