// `npm run bench`: how long a mesh takes in sandboxes of several sizes, beside the guide's commands as
// a script on the same clusters.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { healthy } from "../../../sandbox/stack/operations";
import { runGuide, undoGuide } from "../guide";
import { SandboxStack } from "../stack";
import { benchTable, type Bench, type Figure } from "./figures";
import { doctorCost, pulumiCost, wallTime, type Cost } from "./measured";

const USAGE = `npm run bench -- [--clusters 2,3,5] [--nodes NUMBER] [--runs NUMBER]

  --clusters   sizes, one sandbox after the other (default 2)
  --nodes      nodes of each cluster (default 3 with two clusters, 2 with more)
  --runs       repetitions, of which the table shows medians (default 1)`;

/** Beside a sandbox that runs. */
const ENVIRONMENT = {
    SANDBOX_STATE: ".sandbox-e2e",
    SANDBOX_PREFIX: "lme",
    SANDBOX_RANGE: "198.19.0.0/16",
    SANDBOX_CHART_PORT: "18880",
    SANDBOX_KEYSTONE_PORT: "15001",
    SANDBOX_NEUTRON_PORT: "19697",
};

function readFlags() {
    const text = { type: "string" } as const;
    const { values } = parseArgs({ options: { clusters: text, nodes: text, runs: text } });
    const whole = (name: string, written: string, low: number) => {
        const number = Number(written);
        if (Number.isInteger(number) && number >= low) return number;
        throw new Error(`--${name} is "${written}": write whole numbers from ${String(low)} on`);
    };
    return {
        sizes: (values.clusters ?? "2").split(",").map((size) => whole("clusters", size, 2)),
        nodes: values.nodes === undefined ? undefined : whole("nodes", values.nodes, 1),
        runs: whole("runs", values.runs ?? "1", 1),
    };
}

async function sandbox(...args: readonly string[]): Promise<void> {
    await execa(process.execPath, [join("sandbox", "cli.mjs"), ...args], { stdio: "inherit" });
}

/** The commands of the guide as a script, and removed again. */
async function guideCost(stack: SandboxStack): Promise<Cost> {
    const cost = await wallTime(() => runGuide(stack));
    await undoGuide(stack);
    return cost;
}

/** The last cluster of a mesh that is up leaves it, and joins again. */
async function addingCost(stack: SandboxStack): Promise<Cost> {
    const restore = await stack.configure((config) => {
        (config["linkerd-multicluster:clusters"] as unknown[]).pop();
    });
    try {
        await stack.pulumi("up", "--yes", "--skip-preview");
    } finally {
        await restore();
    }
    return pulumiCost(stack, "up", "--yes", "--skip-preview");
}

/** One repetition; ends with clusters as empty as before. Returns the number of resources. */
async function measureOnce(
    stack: SandboxStack,
    note: (figure: Figure, cost: Cost) => void,
): Promise<number> {
    const guide = await guideCost(stack);
    note("guide", guide);
    const up = await pulumiCost(stack, "up", "--yes", "--skip-preview");
    note("up", up);
    note("up / guide", { wall: up.wall / guide.wall });
    note("no-change preview", await pulumiCost(stack, "preview", "--expect-no-changes"));
    await healthy(stack.settings, stack.toolchain, "doctor");
    note("doctor", await doctorCost(stack));
    const { length } = await stack.resources();
    if (stack.clusters.length > 2) note("adding one cluster", await addingCost(stack));
    note("destroy", await pulumiCost(stack, "destroy", "--yes", "--skip-preview"));
    return length;
}

async function bench(clusters: number, nodes: number, runs: number): Promise<Bench> {
    process.env["SANDBOX_CLUSTERS"] = String(clusters);
    process.env["SANDBOX_NODES"] = String(nodes);
    const costs = new Map<Figure, Cost[]>();
    const note = (figure: Figure, cost: Cost) => {
        costs.set(figure, [...(costs.get(figure) ?? []), cost]);
        console.log(`${String(clusters)} clusters, ${figure}: ${cost.wall.toFixed(2)}`);
    };
    await sandbox("reset");
    await sandbox("up", "--no-stack");
    let resources = 0;
    try {
        const stack = await SandboxStack.open();
        for (let run = 0; run < runs; run++) resources = await measureOnce(stack, note);
    } finally {
        await sandbox("down");
    }
    return { clusters, nodes, resources, costs };
}

async function main(): Promise<void> {
    const { sizes, nodes, runs } = readFlags();
    for (const [name, value] of Object.entries(ENVIRONMENT)) process.env[name] ??= value;
    const benches: Bench[] = [];
    for (const size of sizes) {
        benches.push(await bench(size, nodes ?? (size === 2 ? 3 : 2), runs));
        console.log(benchTable(benches));
    }
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.error(USAGE);
    process.exitCode = 1;
});
