import { readFileSync } from "node:fs";

/** Text of /etc/os-release; empty on a system without it. */
export function readOsRelease(): string {
    try {
        return readFileSync("/etc/os-release", "utf8");
    } catch {
        return "";
    }
}
