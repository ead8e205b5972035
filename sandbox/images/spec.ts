import { join } from "node:path";
import { machine } from "../system/machine";
import type { Image, ImageFile } from "./catalog";
import { TRIPLET } from "./catalog";

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
