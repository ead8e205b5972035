import { strict as assert } from "node:assert";
import pRetry from "p-retry";
import { describeFindings, diagnose } from "../doctorOutput";
import { PacketPaths } from "../packetPaths";
import { controlPlaneDaemon } from "../../../sandbox/cluster/controlPlane";
import { daemonPid } from "../../../sandbox/system/processes";
import { NeutronClient } from "../neutronClient";
import { SandboxStack } from "../stack";

describe("Three clusters, each in an OpenStack network of its own", function () {
    let stack: SandboxStack;
    let paths: PacketPaths;

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        paths = await PacketPaths.open(stack);
    });

    after(() => PacketPaths.close(stack));

    it("come up with one `pulumi up`", async () => {
        assert.equal(stack.clusters.length, 3);
        const started = performance.now();
        await stack.pulumi("up", "--yes", "--skip-preview");
        const seconds = (performance.now() - started) / 1000;
        const { length } = await stack.resources();
        console.log(`up of three clusters ${seconds.toFixed(1)} s, ${String(length)} resources`);
    });

    it("connect in every ordered pair", async () => {
        assert.equal(paths.directions.length, 6);
        for (const { source, target } of paths.directions) {
            await paths.settle(source, target.gatewayAddress, "answers");
        }
    });

    it("have nothing wrong, and answer each other through the split of the sample", async () => {
        // Services are mirrored some seconds after `pulumi up` has ended.
        await pRetry(
            async () => {
                const { findings } = await diagnose(stack);
                assert.deepEqual(findings, [], describeFindings(findings));
            },
            { retries: 30, factor: 1, minTimeout: 2000 },
        );
        const { exitCode, stdout, stderr } = await stack.operation("verify");
        assert.equal(exitCode, 0, `${stdout}${stderr}`);
        console.log(stdout);
    });

    it("show nothing to change in a preview after it", async () => {
        const started = performance.now();
        await stack.pulumi("preview", "--expect-no-changes");
        const seconds = (performance.now() - started) / 1000;
        console.log(`no-change preview of three clusters ${seconds.toFixed(1)} s`);
    });

    it("lose one that is gone for good, and give back what it had in OpenStack", async () => {
        const [first, second, lost] = stack.clusters;
        if (first === undefined || second === undefined || lost === undefined) throw new Error();
        const neutron = await NeutronClient.open(stack.settings);
        const floating = () => neutron.list("floatingips");
        const before = (await floating()).length;
        // A port that takes connections and says nothing.
        const pid = daemonPid(stack.settings, controlPlaneDaemon(lost.name, "kube-apiserver"));
        process.kill(pid, "SIGSTOP");
        try {
            const { exitCode, stdout, stderr } = await stack.operation(
                "forget",
                lost.name,
                "--yes",
            );
            assert.equal(exitCode, 0, stderr);
            console.log(stdout);
            await stack.configure((config) => {
                const clusters = config["linkerd-multicluster:clusters"] as { name: string }[];
                clusters.splice(2, 1);
            });
            const started = performance.now();
            await stack.pulumi("up", "--yes", "--skip-preview");
            const seconds = (performance.now() - started) / 1000;
            console.log(`up without the lost cluster ${seconds.toFixed(1)} s`);
            const left = (await stack.resources()).filter(({ urn }) => urn.includes(lost.name));
            assert.deepEqual(left, []);
            assert.equal((await floating()).length, before - 1);
            await stack.pulumi("preview", "--expect-no-changes");
            const services = await stack.kubectl(first.name, "get", "services", "--all-namespaces");
            assert.ok(!services.includes(lost.name), services);
            for (const [source, target] of [
                [first, second],
                [second, first],
            ] as const) {
                await paths.settle(source, target.gatewayAddress, "answers");
            }
        } finally {
            process.kill(pid, "SIGCONT");
        }
    });

    it("are left as they were by `pulumi destroy`", async () => {
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        for (const { source, target } of paths.directions) {
            await paths.settle(source, target.gatewayAddress, "is silent");
        }
        assert.deepEqual(await stack.resources(), []);
    });
});
