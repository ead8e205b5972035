import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cloudsFile } from "../../sandbox/cloud/paths";
import { openScene } from "./faults/fault";
import { CLOUD_RUN_FAULTS } from "./runFaults/cloudRunFaults";
import { CLUSTER_RUN_FAULTS } from "./runFaults/clusterRunFaults";
import { NODE_RUN_FAULTS } from "./runFaults/nodeRunFaults";
import { OpenStackStandin } from "./runFaults/openStackStandin";
import { OUTSIDE_RUN_FAULTS } from "./runFaults/outsideRunFaults";
import { RunFaultRunner } from "./runFaults/runFaultRunner";
import { SandboxStack } from "./stack";

/**
 * What breaks while an update runs: it waits and succeeds, or stops and says what is wrong where, and
 * the next one converges. The mesh comes up once; each update has something to do.
 */
describe("While an update runs,", function () {
    let cloud: OpenStackStandin;
    let stack: SandboxStack;
    let restore: () => Promise<void>;
    let clouds: string;
    let runner: RunFaultRunner;

    before(async () => {
        stack = await SandboxStack.open();
        cloud = await OpenStackStandin.open(stack.settings);
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        clouds = join(stack.settings.stateDir, "clouds-standin.yaml");
        const text = await readFile(cloudsFile(stack.settings), "utf8");
        await writeFile(clouds, cloud.rewrite(text), { mode: 0o600 });
        restore = await stack.configure((config) => {
            const entries = config["linkerd-multicluster:clusters"] as {
                openstack: { cloudsPath: string };
            }[];
            for (const { openstack } of entries) openstack.cloudsPath = clouds;
        });
        runner = new RunFaultRunner({ ...(await openScene(stack)), cloud });
        await stack.pulumi("up", "--yes", "--skip-preview");
    });

    after(async () => {
        console.log(runner.describe());
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        await restore();
        await cloud.close();
        await rm(clouds, { force: true });
    });

    for (const fault of [
        ...CLOUD_RUN_FAULTS,
        ...NODE_RUN_FAULTS,
        ...CLUSTER_RUN_FAULTS,
        ...OUTSIDE_RUN_FAULTS,
    ]) {
        it(fault.title, () => runner.run(fault));
    }
});
