import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { LINKERD_VERSIONS } from "../../components/linkerd/versions";
import { PLAN_FILES, planOf, recordExample } from "./plan";
import { upgradeSteps, UPGRADE_FILE } from "./upgrade";

async function write(file: string, content: unknown): Promise<void> {
    const style = await resolveConfig(file, { editorconfig: true });
    writeFileSync(file, await format(JSON.stringify(content), { ...style, parser: "json" }));
}

/** Rewrites the recorded plans; `git diff` then shows what a change does to a mesh. */
async function main(): Promise<void> {
    for (const { linkerd } of LINKERD_VERSIONS) {
        await write(PLAN_FILES[linkerd], planOf(await recordExample(linkerd)));
    }
    await write(UPGRADE_FILE, await upgradeSteps());
    console.log("Recorded; review `git diff tests/stacks` before you commit it.");
}

void main();
