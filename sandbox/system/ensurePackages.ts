import { existsSync } from "node:fs";
import { execa } from "execa";
import { commandFailure } from "./commandFailure";
import { readOsRelease } from "./osRelease";
import {
    describeMissing,
    isDebian,
    missingPackages,
    PACKAGES,
    type SystemPackage,
} from "./packages";
import { findOnPath } from "./path";
import { asRoot } from "./shell";

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
            `    ${asRoot(again, process.env)}`,
    );
}

/** Installs missing system packages where that is possible, else throws one message with the command. */
export async function ensurePackages(
    report: (line: string) => void,
    packages: readonly SystemPackage[] = PACKAGES,
): Promise<void> {
    const missing = missingPackages(isThere, packages);
    if (missing.length === 0) return;
    const osRelease = readOsRelease();
    if (!isDebian(osRelease) || !isThere("apt-get")) {
        throw new Error(describeMissing(missing, osRelease));
    }
    const names = missing.map((each) => each.package);
    report(`installing with apt-get: ${names.join(" ")}`);
    await aptGet(["update"], missing, osRelease, report);
    const install = ["install", "--yes", "--no-install-recommends", ...names];
    await aptGet(install, missing, osRelease, report);
    const still = missingPackages(isThere, packages);
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
    return findOnPath(proof, process.env["PATH"] ?? "") !== undefined;
}
