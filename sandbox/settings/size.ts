import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const sizeSchema = z.object({ clusters: z.number().int(), nodes: z.number().int() });

/** How many clusters there are, and nodes in each. */
export type Size = z.infer<typeof sizeSchema>;

/** Where the size is recorded: the part of the settings that is known before it. */
interface Place {
    readonly stateDir: string;
}

/** The size of the sandbox of a state folder, for commands that are not told; undefined where there is none. */
export function recordedSize({ stateDir }: Place): Size | undefined {
    const file = sizeFile(stateDir);
    if (!existsSync(file)) return undefined;
    try {
        return sizeSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
        return undefined; // Cut off by a crash while it was written.
    }
}

export async function recordSize({ stateDir, clusters, nodes }: Place & Size): Promise<void> {
    await mkdir(stateDir, { recursive: true });
    await writeFile(sizeFile(stateDir), JSON.stringify({ clusters, nodes }));
}

export async function forgetSize({ stateDir }: Place): Promise<void> {
    await rm(sizeFile(stateDir), { force: true });
}

/** What is wrong with the wanted size beside that of a sandbox that is there, or undefined. Pure. */
export function sizeProblem(
    there: Pick<Size, "clusters"> | undefined,
    wanted: Pick<Size, "clusters">,
    add: boolean,
): string | undefined {
    if (there === undefined) return undefined;
    const own = `This state folder has a sandbox of ${String(there.clusters)} clusters`;
    if (wanted.clusters < there.clusters) {
        return `${own}, and none is taken away from it: npm run sandbox -- down, then --clusters ${String(wanted.clusters)}`;
    }
    if (wanted.clusters > there.clusters && !add) {
        return `${own}; --clusters ${String(wanted.clusters)} --add makes them ${String(wanted.clusters)}`;
    }
    return undefined;
}

function sizeFile(stateDir: string): string {
    return join(stateDir, "size.json");
}
