import { join } from "node:path";
import type { Image, ImageFile } from "./catalog";
import { TRIPLET } from "./catalog";

/** Machine types by the name that Node.js gives them: what Go and Debian call them. */
const MACHINES: Readonly<Record<string, { architecture: string; triplet: string }>> = {
    x64: { architecture: "amd64", triplet: "x86_64-linux-gnu" },
    arm64: { architecture: "arm64", triplet: "aarch64-linux-gnu" },
};

/** The input of `image-builder build` for one image; its Go side is builder/spec.go. */
export interface ImageSpec {
    readonly name: string;
    readonly architecture: string;
    readonly entrypoint: readonly string[];
    readonly environment?: readonly string[];
    readonly user?: string;
    readonly files: readonly SpecFile[];
    readonly links?: Image["links"];
    readonly folders?: Image["folders"];
}

interface SpecFile {
    readonly source: string;
    readonly path: string;
    readonly mode: string;
    readonly capabilities?: readonly string[];
    readonly libraries?: true;
    readonly optional?: true;
}

/** What Go and Debian call the machine type `arch` (`process.arch`). */
export function machine(arch: string): { architecture: string; triplet: string } {
    const known = MACHINES[arch];
    if (known !== undefined) return known;
    const names = Object.keys(MACHINES).join(" and ");
    throw new Error(`This machine's type is "${arch}"; images can be built for ${names} only.`);
}

/** Where the files of images come from. */
export interface Sources {
    /** The toolchain's folder of programs. */
    readonly bin: string;
    /** `process.arch`. */
    readonly arch: string;
}

/** Says where the files of an image are. */
export function imageSpec(image: Image, { bin, arch }: Sources): ImageSpec {
    const { architecture, triplet } = machine(arch);
    const at = (path: string) => path.replaceAll(TRIPLET, triplet);
    const place = (item: ImageFile): { source: string; path: string } => {
        if ("program" in item) return { source: join(bin, item.program), path: item.path };
        return { source: at(item.machine), path: at(item.path) };
    };
    const file = (item: ImageFile): SpecFile => ({
        ...place(item),
        mode: item.mode ?? "0755",
        ...(item.capabilities && { capabilities: item.capabilities }),
        ...(item.libraries && { libraries: item.libraries }),
        ...(item.optional && { optional: item.optional }),
    });
    return {
        name: image.name,
        architecture,
        entrypoint: image.entrypoint,
        ...(image.environment && { environment: image.environment }),
        ...(image.user !== undefined && { user: image.user }),
        files: image.files.map(file),
        ...(image.links && { links: image.links }),
        ...(image.folders && { folders: image.folders }),
    };
}
