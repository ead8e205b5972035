// `npm run e2e`: a sandbox of its own beside a running one, then the real-engine suite on it.
// `npm run e2e -- --full`: what takes longer than CI has, too.
// `npm run e2e -- --linkerd VERSION [--linkerd-from FOLDER]`: the same with a Linkerd that is given
// from outside, and the upgrade to it.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureDependencies } from "../../ensureDependencies.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
ensureDependencies(project);

const flags = readFlags();
const environment = {
    SANDBOX_STATE: ".sandbox-e2e",
    SANDBOX_PREFIX: "lme",
    SANDBOX_RANGE: "198.19.0.0/16",
    SANDBOX_CHART_PORT: "18880",
    SANDBOX_KEYSTONE_PORT: "15001",
    SANDBOX_NEUTRON_PORT: "19697",
    ...process.env,
    E2E_LINKERD: flags.linkerd ?? "",
    E2E_FULL: flags.full === true ? "1" : "",
};
const run = (command, args, { folder = ".", settings = {} } = {}) =>
    spawnSync(command, args, {
        cwd: join(project, folder),
        stdio: "inherit",
        env: { ...environment, ...settings },
    }).status ?? 1;
const sandbox = (args, settings) =>
    run(process.execPath, [join("sandbox", "cli.mjs"), ...args], { settings });
const mocha = (args) =>
    run(join("node_modules", ".bin", "mocha"), [
        ...["--config", join("tests", "integration", ".mocharc.json"), ...args],
    ]);
const given = Object.entries(flags).flatMap(([flag, value]) =>
    flag === "full" ? [] : [`--${flag}=${value}`],
);
/** Files of what only `--full` runs, with three clusters and some of doctor's faults. */
const FULL = [
    "ctrlC",
    "failures",
    "interruption",
    "lostClusters",
    "page",
    "rotate",
    "runFaults",
    "services",
    "twoStacks",
];
/** The sandbox that grows to three clusters has as many nodes then as before. */
const small = { SANDBOX_NODES: "2" };

/** What the sandbox itself builds, one part after the other until one fails. */
function runBuilt() {
    let status = 0;
    for (const folder of ["images/standins", "images/builder", "toolchain/command"]) {
        status ||= run("go", ["test", "./..."], { folder: join("sandbox", folder) });
    }
    const passedOver = flags.full === true ? [] : FULL;
    status ||= mocha([
        "tests/integration/*.test.ts",
        ...passedOver.map((name) => `--ignore=tests/integration/${name}.test.ts`),
    ]);
    if (flags.full !== true) return status;
    status ||= sandbox(["down"]) || sandbox(["up", "--no-stack"], small);
    // In the order of their names: the first adds the third cluster.
    return status || mocha(["tests/integration/three/*.test.ts"]);
}

/** Compare with the objects and faults of the version that is built, or know no Linkerd at all. */
const OF_BUILT = ["mesh", "doctor", "nodeScript", "page", "rotate", "verdicts"];

/** A version that was given: every part runs, whatever became of the others. */
function runGiven() {
    const folder = "tests/integration";
    const names = readdirSync(join(project, folder))
        .filter((file) => file.endsWith(".test.ts"))
        .filter((file) => !OF_BUILT.includes(file.replace(".test.ts", "")))
        // The upgrade first: it leaves CRDs that stay, which the others then find as they leave them.
        .sort((a, b) => Number(b.startsWith("upgrade")) - Number(a.startsWith("upgrade")));
    const results = names.map((name) => [`${folder}/${name}`, mocha([`${folder}/${name}`])]);
    const clusters = sandbox(["down"]) || sandbox(["up", "--no-stack"], small);
    const threeFiles = "tests/integration/three/*.test.ts";
    results.push([threeFiles, clusters || mocha([threeFiles])]);
    console.log(`\nWith Linkerd ${flags.linkerd}:`);
    for (const [file, status] of results) {
        console.log(`  ${status === 0 ? "passed" : "FAILED"}  ${file}`);
    }
    return results.some(([, status]) => status !== 0) ? 1 : 0;
}

function readFlags() {
    try {
        const options = {
            full: { type: "boolean" },
            linkerd: { type: "string" },
            "linkerd-from": { type: "string" },
        };
        return parseArgs({ options }).values;
    } catch (error) {
        console.error(
            `${error.message}\nnpm run e2e -- [--full] [--linkerd VERSION [--linkerd-from FOLDER]]`,
        );
        process.exit(1);
    }
}

// A state left by an interrupted run would make the first preview show changes, not creations.
let status = sandbox(["reset"]) || sandbox(["up", "--no-stack", ...given]);
status ||= flags.linkerd === undefined ? runBuilt() : runGiven();
if (!process.env["E2E_KEEP"]) sandbox(["down"]);
process.exit(status);
