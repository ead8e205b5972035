import { catalog } from "./catalog";
import type { ImageArchive } from "./ensureImages";

const SOURCES = {
    folder: "real, from the image folder",
    pulled: "real, pulled",
    built: "real programs, built here",
    standin: "stand-in",
} as const;

/** One line per image for `status`: its name, and what it is. */
export function describeImages(archives: readonly ImageArchive[]): string[] {
    return archives.map(({ name, source }) => {
        const image = catalog.find((candidate) => candidate.name === name);
        const kind = SOURCES[source];
        if (image === undefined || source === "folder" || source === "pulled") {
            return `${name}: ${kind}`;
        }
        const instead = source === "standin" ? ` in place of ${image.replaces ?? ""}` : "";
        return `${name}: ${kind}${instead} (${image.runs})`;
    });
}
