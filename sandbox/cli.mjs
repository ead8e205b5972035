// `npm run sandbox`. Plain Node.js without dependencies: it runs before `npm ci` has.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./dependencies.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
ensureDependencies(project);

const main = join(project, "sandbox", "main.ts");
const child = spawnSync(process.execPath, ["--import=tsx", main, ...process.argv.slice(2)], {
    cwd: project,
    stdio: "inherit",
});
// After Ctrl-C the child has already said what there was to say.
process.exit(child.status ?? 130);
