import { strict as assert } from "node:assert";
import pRetry from "p-retry";
import { DESCRIPTION, ownDescription } from "../../components/openstack/names";
import { describeFindings, diagnose } from "./doctorOutput";
import { STACK } from "../../sandbox/stack/stackConfig";
import { NeutronClient } from "./neutronClient";
import { SandboxStack } from "./stack";

/**
 * The engine is killed between a call and its note: what it then does not know, the next update
 * finds again. The moments are events in the world, not seconds.
 */
describe("An update that is killed", function () {
    let stack: SandboxStack;
    let admin: NeutronClient;

    const taken = async () =>
        (await admin.list("floatingips"))
            .map(({ description }) => String(description))
            .filter((description) => description.startsWith(DESCRIPTION))
            .sort();

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        admin = await NeutronClient.open(stack.settings);
    });

    it("when a floating IP is taken and not noted, goes on with `pulumi cancel` and `pulumi up`", async () => {
        await stack.pulumiKilled(["up", "--yes", "--skip-preview"], async () => {
            await pRetry(
                async () => {
                    if ((await taken()).length === 0) throw new Error("no floating IP is taken");
                },
                { retries: 600, factor: 1, minTimeout: 100 },
            );
        });
        assert.deepEqual(
            (await stack.resources()).filter(({ type }) => type.endsWith(":FloatingIp")),
            [],
        );
        await stack.pulumi("cancel", "--yes");
        await stack.pulumi("up", "--yes", "--skip-preview");
        assert.deepEqual(
            await taken(),
            stack.clusters.map(({ name }) => ownDescription(STACK, name)).sort(),
        );
        await stack.pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
        const preview = await stack.pulumi("preview", "--expect-no-changes");
        assert.doesNotMatch(preview, /pending operations/);
    });

    it("leaves a mesh that works, and nothing after `pulumi destroy`", async () => {
        await pRetry(
            async () => {
                const { findings } = await diagnose(stack);
                assert.deepEqual(findings, [], describeFindings(findings));
            },
            { retries: 30, factor: 1, minTimeout: 2000 },
        );
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        assert.deepEqual(await taken(), []);
    });
});
