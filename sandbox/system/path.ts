import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

/** A PATH with the folders of system programs; an ordinary user's on Debian, kept by sudo, has no iptables. */
export function withSystemFolders(path = ""): string {
    return [path, ...SYSTEM_FOLDERS].filter(Boolean).join(delimiter);
}

/** First executable of that name in a PATH; not one of `except`. */
export function findOnPath(name: string, path: string, except?: string): string | undefined {
    return path
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .find((file) => {
            if (dirname(file) === except) return false;
            try {
                accessSync(file, constants.X_OK);
                return true;
            } catch {
                return false;
            }
        });
}
