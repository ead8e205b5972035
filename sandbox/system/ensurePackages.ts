import { existsSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { commandFailure } from "../commandFailure";
import { findOnPath } from "../toolchain/installedPulumi";
import { describeMissing, isDebian, missingPackages, type SystemPackage } from "./packages";

/** Folders of system programs that an ordinary user's PATH on Debian lacks. */
const SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

/** Throws one message unless this is Linux and the caller is root. `again` is the command to type. */
export function requireRoot(again: string): void {
    if (process.platform !== "linux") {
        throw new Error(
            `The sandbox runs nodes in Linux network namespaces; this is ${process.platform}. ` +
                "Run it in a Linux virtual machine",
        );
    }
    if (process.getuid?.() === 0) return;
    throw new Error(
        "The sandbox makes network namespaces and control groups, which only root may. Type:\n" +
            `    sudo env "PATH=$PATH" "HOME=$HOME" ${again}`,
    );
}

/** Installs missing system packages where that is possible, else throws one message with the command. */
export async function ensurePackages(report: (line: string) => void): Promise<void> {
    const missing = missingPackages(isThere);
    if (missing.length === 0) return;
    const osRelease = readOsRelease();
    if (!isDebian(osRelease) || findOnPath("apt-get", SYSTEM_FOLDERS) === undefined) {
        throw new Error(describeMissing(missing, osRelease));
    }
    const names = missing.map((each) => each.package);
    report(`installing with apt-get: ${names.join(" ")}`);
    await aptGet(["update"], missing, osRelease, report);
    const install = ["install", "--yes", "--no-install-recommends", ...names];
    await aptGet(install, missing, osRelease, report);
    const still = missingPackages(isThere);
    if (still.length > 0) throw new Error(describeMissing(still, osRelease));
}

async function aptGet(
    args: readonly string[],
    missing: readonly SystemPackage[],
    osRelease: string,
    report: (line: string) => void,
): Promise<void> {
    try {
        const apt = execa("apt-get", args, {
            env: { DEBIAN_FRONTEND: "noninteractive" },
            all: true,
        });
        apt.all?.on("data", (chunk: Buffer) => {
            report(chunk.toString().trim().split("\n").at(-1) ?? "");
        });
        await apt;
    } catch (error) {
        const said = commandFailure(error)?.stderr.trim() ?? String(error);
        throw new Error(
            `apt-get ${args[0] ?? ""} failed: ${said}\n${describeMissing(missing, osRelease)}`,
            { cause: error },
        );
    }
}

function isThere(proof: string): boolean {
    if (proof.includes("/")) return existsSync(proof);
    const path = `${process.env["PATH"] ?? ""}:${SYSTEM_FOLDERS}`;
    return findOnPath(proof, path) !== undefined;
}

function readOsRelease(): string {
    try {
        return readFileSync("/etc/os-release", "utf8");
    } catch {
        return "";
    }
}
