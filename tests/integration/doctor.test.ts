import { strict as assert } from "node:assert";
import { execa } from "execa";
import pRetry from "p-retry";
import { table } from "table";
import { controlPlaneDaemon } from "../../sandbox/cluster/controlPlane";
import { nodePaths } from "../../sandbox/node/paths";
import { daemonPid } from "../../sandbox/system/processes";
import { describeFindings, diagnose, type LayerFinding } from "./doctorOutput";
import { FAULTS, type Fault, type Scene } from "./faults";
import { NeutronClient } from "./neutronClient";
import { OperatorShell } from "./operatorShell";
import { SandboxStack } from "./stack";

/**
 * Faults, one at a time, in a mesh that works: doctor names each in the right layer, its remedy is
 * typed as it stands, and nothing is left to say.
 *
 * Does not prove that a layer finds every fault of its kind: the tests of the layers do.
 */
describe("doctor on a mesh", function () {
    let stack: SandboxStack;
    let shell: OperatorShell;
    let scene: Scene;
    let restoreConfig: (() => Promise<void>) | undefined;
    const rows: string[][] = [];

    /** Controllers need a moment to notice what changed. Less than half of what mocha gives a test. */
    const settle = (work: () => Promise<void>) =>
        pRetry(work, { retries: 30, factor: 1, minTimeout: 2000, maxRetryTime: 180_000 });
    const healthy = () =>
        settle(async () => {
            const { exitCode, findings, unseen } = await diagnose(stack);
            assert.deepEqual([findings, unseen], [[], []], describeFindings(findings));
            assert.equal(exitCode, 0);
        });
    const matches = ({ layer, where, what }: Fault, finding: LayerFinding) =>
        finding.layer === layer && finding.where.includes(where(scene)) && what.test(finding.what);
    /** The finding that names the fault; all others are of layers that may tell what follows. */
    const named = async (fault: Fault): Promise<LayerFinding> => {
        const { exitCode, findings } = await diagnose(stack);
        const told = describeFindings(findings);
        const finding = findings.find((candidate) => matches(fault, candidate));
        if (finding === undefined) throw new Error(`not named in ${fault.layer}:\n${told}`);
        assert.deepEqual(
            findings
                .map(({ layer }) => layer)
                .filter((layer) => ![fault.layer, ...(fault.also ?? [])].includes(layer)),
            [],
            told,
        );
        assert.equal(exitCode, findings.some(({ severity }) => severity === "error") ? 1 : 0);
        return finding;
    };

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("up", "--yes", "--skip-preview");
        shell = await OperatorShell.open(stack);
        const [first, second] = stack.clusters;
        if (first === undefined || second === undefined) throw new Error("no two clusters");
        scene = {
            stack,
            admin: await NeutronClient.open(stack.settings),
            first,
            second,
            onNode: async (node, ...command) => {
                const { mountNamespace } = nodePaths(stack.settings, node);
                return (await execa("nsenter", [`--mount=${mountNamespace}`, "--", ...command]))
                    .stdout;
            },
        };
        restoreConfig = await stack.configure(() => undefined);
    });

    after(async () => {
        if (restoreConfig === undefined) return;
        console.log(table([["fault", "layer", "seconds"], ...rows]));
        try {
            await restoreConfig();
            await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
        } finally {
            await shell.close();
        }
    });

    it("has nothing to say where everything works", healthy);

    for (const fault of FAULTS) {
        it(`names ${fault.title}, in layer ${fault.layer}, and its remedy mends it`, async () => {
            try {
                await fault.inject(scene);
                const started = performance.now();
                let finding: LayerFinding | undefined;
                await settle(async () => {
                    finding = await named(fault);
                });
                const seconds = (performance.now() - started) / 1000;
                rows.push([fault.title, fault.layer, seconds.toFixed(1)]);
                await shell.type(finding?.remedy ?? "");
                await healthy();
            } finally {
                await fault.clear?.(scene);
            }
        });
    }

    it("names an API server that does not answer, and says what it could not look at", async () => {
        const { second } = scene;
        const pid = daemonPid(stack.settings, controlPlaneDaemon(second.name, "kube-apiserver"));
        process.kill(pid, "SIGSTOP");
        try {
            const { exitCode, findings, unseen } = await diagnose(stack);
            assert.equal(exitCode, 1);
            const own = findings.filter(({ layer }) => layer === "api-servers");
            assert.ok(
                own.some(({ where }) => where === second.name),
                describeFindings(findings),
            );
            assert.ok(unseen.length > 0);
        } finally {
            process.kill(pid, "SIGCONT");
        }
        await healthy();
    });
});
