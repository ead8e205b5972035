// Plain Node.js without dependencies: it runs before `npm ci` has.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

const MINIMUM = [20, 19];

/** Whether `version` ("v20.20.2") is at least `minimum` ([major, minor]). */
export function isRecent(version, [major, minor] = MINIMUM) {
    const [actualMajor, actualMinor] = version.replace(/^v/, "").split(".").map(Number);
    return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}

/** Whether node_modules is missing or older than the lock file; npm writes its own copy last. */
export function isStale(project) {
    const installed = join(project, "node_modules", ".package-lock.json");
    if (!existsSync(installed)) return true;
    return statSync(installed).mtimeMs < statSync(join(project, "package-lock.json")).mtimeMs;
}

/** Installs what package-lock.json names unless it is there; ends the process when that fails. */
export function ensureDependencies(project) {
    if (!isRecent(process.version)) {
        console.error(
            `Node.js is ${process.version}; this project needs ${MINIMUM.join(".")} or later, ` +
                "for example 22: https://nodejs.org",
        );
        process.exit(1);
    }
    if (!isStale(project)) return;
    // On the error output: a command may print JSON on the other.
    console.error("Installing the project's dependencies (npm ci)");
    const npm = spawnSync(
        "npm",
        ["ci", "--no-fund", "--no-audit", "--loglevel=error", "--fetch-retries=5"],
        {
            cwd: project,
            stdio: ["ignore", process.stderr, "inherit"],
        },
    );
    if (npm.status !== 0) {
        console.error(
            "npm ci failed; its message is above. Mend that, then run this command again.",
        );
        process.exit(1);
    }
}
