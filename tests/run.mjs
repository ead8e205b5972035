// `npm test`: types, lint, format and the unit tests, from a fresh clone too.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../sandbox/dependencies.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
ensureDependencies(project);

const checks = [
    ["types", "tsc", ["--noEmit"]],
    ["lint", "eslint", ["--max-warnings=0", "."]],
    ["format", "prettier", ["--check", "--log-level=warn", "."]],
    ["tests", "mocha", process.env["CI"] ? ["--forbid-only"] : []],
];
const failed = [];
for (const [name, tool, args] of checks) {
    const started = Date.now();
    const { status } = spawnSync(join(project, "node_modules", ".bin", tool), args, {
        cwd: project,
        stdio: "inherit",
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
    if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
    console.log(`npm test failed in: ${failed.join(", ")}`);
    process.exit(1);
}
