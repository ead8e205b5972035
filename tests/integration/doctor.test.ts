import { strict as assert } from "node:assert";
import { controlPlaneDaemon } from "../../sandbox/cluster/controlPlane";
import { daemonPid } from "../../sandbox/system/processes";
import { describeFindings, diagnose } from "./doctorOutput";
import { BATCHES } from "./faults/batches";
import { openScene, type Scene } from "./faults/fault";
import { FaultRunner } from "./faults/faultRunner";
import { OperatorShell } from "./operatorShell";
import { SandboxStack } from "./stack";

/**
 * Faults in a mesh that works: doctor names each, its remedy is typed as it stands, and nothing is left
 * to say. Several at a time, which do not hide each other.
 *
 * Does not prove that a layer finds every fault of its kind: the tests of the layers do.
 */
describe("doctor on a mesh", function () {
    let stack: SandboxStack;
    let shell: OperatorShell;
    let scene: Scene;
    let runner: FaultRunner;
    let restoreConfig: (() => Promise<void>) | undefined;

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("up", "--yes", "--skip-preview");
        shell = await OperatorShell.open(stack);
        scene = await openScene(stack);
        runner = new FaultRunner(scene, shell);
        restoreConfig = await stack.configure(() => undefined);
    });

    after(async () => {
        if (restoreConfig === undefined) return;
        console.log(runner.describe());
        try {
            await restoreConfig();
            await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
        } finally {
            await shell.close();
        }
    });

    it("has nothing to say where everything works", () => runner.healthy());

    it("has seen gateway_alive in it, at a port that lets the API server's proxy not in", async () => {
        const { kubectl, first } = scene;
        const pods = await kubectl(
            first,
            "get pods --namespace=linkerd-multicluster --selector=component=linkerd-service-mirror",
            "--output=jsonpath={.items[*].metadata.name}",
        );
        const [pod = ""] = pods.split(" ");
        const path = `/api/v1/namespaces/linkerd-multicluster/pods/${pod}:9999/proxy/metrics`;
        await assert.rejects(kubectl(first, `get --raw ${path}`), /Forbidden/);
    });

    for (const batch of BATCHES.filter(({ full }) => !full || process.env["E2E_FULL"])) {
        it(`names what is wrong with ${batch.title}, and its remedies mend it`, () =>
            runner.run(batch));
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
        await runner.healthy();
    });
});
