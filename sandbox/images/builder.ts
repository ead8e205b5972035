import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import type { GivenArchive } from "./choose";
import type { ImageSpec } from "./spec";

const built = z.array(z.object({ name: z.string(), archive: z.string(), built: z.boolean() }));
const listed = z.array(
    z.object({ archive: z.string(), names: z.array(z.string()), error: z.string().optional() }),
);
const pulls = z.array(
    z.object({ name: z.string(), archive: z.string().optional(), error: z.string().optional() }),
);

/** The toolchain's `image-builder`, which reads, pulls and writes docker archives. */
export class ImageBuilder {
    readonly #program: string;

    constructor(bin: string) {
        this.#program = join(bin, "image-builder");
    }

    /** Archives of these specs in `folder`, by image name; those that it holds already are kept. */
    public async build(folder: string, specs: readonly ImageSpec[]): Promise<Map<string, string>> {
        const answer = built.parse(await this.#run(["build", folder], JSON.stringify(specs)));
        return new Map(answer.map(({ name, archive }) => [name, archive]));
    }

    /** The references that archives carry. */
    public async list(archives: readonly string[]): Promise<GivenArchive[]> {
        if (archives.length === 0) return [];
        return listed.parse(await this.#run(["list", ...archives]));
    }

    /**
     * Pulls images into `folder`; the answer lacks those that no registry described within `wait`
     * (a Go duration, for all of them together).
     */
    public async pull(
        folder: string,
        wait: string,
        architecture: string,
        names: readonly string[],
    ): Promise<Map<string, string>> {
        if (names.length === 0) return new Map();
        const answer = pulls.parse(await this.#run(["pull", folder, wait, architecture, ...names]));
        return new Map(
            answer.flatMap(({ name, archive }) => (archive === undefined ? [] : [[name, archive]])),
        );
    }

    async #run(args: readonly string[], input?: string): Promise<unknown> {
        // One that reads nothing may end before an empty input is written: EPIPE.
        const stdin = input === undefined ? ({ stdin: "ignore" } as const) : { input };
        const { stdout } = await execa(this.#program, args, stdin);
        return JSON.parse(stdout);
    }
}
