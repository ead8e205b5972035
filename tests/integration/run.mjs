// `npm run e2e`: a sandbox of its own beside a running one, then the real-engine suite on it.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../../ensureDependencies.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
ensureDependencies(project);

const environment = {
    SANDBOX_STATE: ".sandbox-e2e",
    SANDBOX_PREFIX: "lme",
    SANDBOX_RANGE: "198.19.0.0/16",
    SANDBOX_CHART_PORT: "18880",
    SANDBOX_KEYSTONE_PORT: "15001",
    SANDBOX_NEUTRON_PORT: "19697",
    ...process.env,
};
const run = (command, args, { folder = ".", settings = {} } = {}) =>
    spawnSync(command, args, {
        cwd: join(project, folder),
        stdio: "inherit",
        env: { ...environment, ...settings },
    }).status ?? 1;
const sandbox = (args, settings) =>
    run(process.execPath, [join("sandbox", "cli.mjs"), ...args], { settings });
const mocha = (args, settings) =>
    run(
        join("node_modules", ".bin", "mocha"),
        ["--config", join("tests", "integration", ".mocharc.json"), ...args],
        { settings },
    );

// A state left by an interrupted run would make the first preview show changes, not creations.
let status = sandbox(["reset"]) || sandbox(["up", "--no-stack"]);
for (const folder of ["images/standins", "images/builder", "toolchain/command"]) {
    status ||= run("go", ["test", "./..."], { folder: join("sandbox", folder) });
}
status ||= mocha(["tests/integration/*.test.ts"]);

// Three clusters of two nodes: as many nodes as before.
const three = { SANDBOX_CLUSTERS: "3", SANDBOX_NODES: "2" };
status ||= sandbox(["down"]) || sandbox(["up", "--no-stack"], three);
status ||= mocha(["tests/integration/three/*.test.ts"], three);
if (!process.env["E2E_KEEP"]) sandbox(["down"]);
process.exit(status);
