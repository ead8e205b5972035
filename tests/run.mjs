// `npm test`: types, lint, format and the unit tests, from a fresh clone too.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../ensureDependencies.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
ensureDependencies(project);

/** Runs one tool; resolves to its output, whether it passed, and how long it took. */
function check([name, tool, args]) {
    const started = Date.now();
    const child = spawn(join(project, "node_modules", ".bin", tool), args, { cwd: project });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    return new Promise((resolve) => {
        child.on("close", (status) => {
            const seconds = ((Date.now() - started) / 1000).toFixed(1);
            process.stdout.write(Buffer.concat(output));
            console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
            resolve(status === 0 ? [] : [name]);
        });
    });
}

const failed = (
    await Promise.all(
        [
            ["types", "tsc", ["--noEmit"]],
            ["lint", "eslint", ["--max-warnings=0", "."]],
            ["imports", "depcruise", ["--config", ".dependency-cruiser.mjs", "."]],
            ["format", "prettier", ["--check", "--log-level=warn", "."]],
        ].map(check),
    )
).flat();
// Alone, since its tests start processes and have time limits.
failed.push(...(await check(["tests", "mocha", process.env["CI"] ? ["--forbid-only"] : []])));

if (failed.length > 0) {
    console.log(`npm test failed in: ${failed.join(", ")}`);
    process.exit(1);
}
