import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { PLAN_FILE, planOfExample } from "./plan";

/** Rewrites the recorded plan; `git diff` then shows what a change does to a mesh. */
async function main(): Promise<void> {
    const text = JSON.stringify(await planOfExample());
    const style = await resolveConfig(PLAN_FILE, { editorconfig: true });
    writeFileSync(PLAN_FILE, await format(text, { ...style, parser: "json" }));
    console.log("Recorded; review `git diff tests/stacks/mesh.plan.json` before you commit it.");
}

void main();
