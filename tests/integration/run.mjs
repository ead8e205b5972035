// `npm run e2e`: a sandbox of its own beside a running one, then the real-engine suite on it.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../../sandbox/dependencies.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
ensureDependencies(project);

const environment = {
    SANDBOX_STATE: ".sandbox-e2e",
    SANDBOX_PREFIX: "lme",
    SANDBOX_RANGE: "198.19.0.0/16",
    SANDBOX_CHART_PORT: "18880",
    ...process.env,
};
const run = (command, args, folder = ".") =>
    spawnSync(command, args, {
        cwd: join(project, folder),
        stdio: "inherit",
        env: environment,
    }).status ?? 1;
const sandbox = (...args) => run(process.execPath, [join("sandbox", "cli.mjs"), ...args]);

// A state left by an interrupted run would make the first preview show changes, not creations.
let status = sandbox("reset") || sandbox("up", "--no-stack");
for (const folder of ["standins", "builder"]) {
    status ||= run("go", ["test", "./..."], join("sandbox", "images", folder));
}
status ||= run(join("node_modules", ".bin", "mocha"), [
    "--config",
    join("tests", "integration", ".mocharc.json"),
]);
if (!process.env["E2E_KEEP"]) sandbox("down");
process.exit(status);
