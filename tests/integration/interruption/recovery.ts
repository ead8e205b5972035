import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { backendFolder } from "../../../sandbox/stack/environment";
import type { SandboxStack } from "../stack";

/** Commands that the survey names for what a killed update left. */
const NAMED = /run '(kubectl [^']+)'/g;

/** Runs the commands that a refused update named, and says them; as docs/openstack.md has it. */
export async function runNamed(stack: SandboxStack, printed: string): Promise<readonly string[]> {
    const named = [...printed.matchAll(NAMED)].map(([, one]) => one ?? "");
    for (const one of new Set(named)) {
        const [, ...words] = one.split(" ");
        await execa(stack.tool("kubectl"), words, { cwd: stack.settings.projectDir });
    }
    return named;
}

/** The third line of the recovery, for a state in a folder: whether there was something to remove. */
export async function removeEmptyAttributes({ settings }: SandboxStack): Promise<boolean> {
    const folder = join(backendFolder(settings), ".pulumi", "stacks");
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const empty = [];
    for (const file of files) {
        const path = join(file.parentPath, file.name);
        if (path.endsWith(".attrs") && (await stat(path)).size === 0) empty.push(path);
    }
    await Promise.all(empty.map((path) => rm(path)));
    return empty.length > 0;
}
