import type { Part } from "./part";

/** Version that a go.mod file requires of a module, without the hash of a replaced one. */
export function requiredVersion(goMod: string, module: string): string {
    for (const line of goMod.split("\n")) {
        const [path, version] = line
            .replace(/^\s*require\s+/, "")
            .trim()
            .split(/\s+/);
        if (path === module && version?.startsWith("v") === true) return version;
    }
    throw new Error(`go.mod requires no version of ${module}`);
}

/** The `-ldflags` of a part. */
export function linkerFlags(part: Part, version: string | undefined): string {
    const [major = "", minor = ""] = (version ?? "").replace(/^v/, "").split(".");
    const stamps = Object.entries(part.stamps ?? {}).map(([variable, template]) => {
        const value = template
            .replace("{version}", version ?? "")
            .replace("{major}", major)
            .replace("{minor}", minor);
        return `-X ${variable}=${value}`;
    });
    return ["-s", "-w", ...stamps].join(" ");
}
