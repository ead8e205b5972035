import { strict as assert } from "node:assert";
import { execa } from "execa";
import pRetry from "p-retry";
import { census } from "../census";
import { describeFindings, diagnose } from "../doctorOutput";
import { NeutronClient } from "../neutronClient";
import { describeAsked, RequestStream } from "../requestStream";
import { SandboxStack, type Step } from "../stack";

const ADDED = "cluster3";

/** What changes of the two others: whom they let in, and where their nodes send what is for the third. */
const CHANGES = [
    ...["cluster1", "cluster2"].flatMap((name) => [
        `update ${name}-gateway-address-rules`,
        `update ${name}-routes-${name}-node1-command`,
        `update ${name}-routes-${name}-node2-command`,
    ]),
    // Of the mesh: it knows which clusters a removal asks.
    "update cut-off-check",
];

/** Name of the resource of a step. */
function nameOf({ urn }: Step): string {
    return urn.split("::").at(-1) ?? "";
}

/** What a step does, and to what: of the added cluster alone it is left out. */
function others(steps: readonly Step[]): string[] {
    return steps
        .filter((step) => !nameOf(step).includes(ADDED))
        .map((step) => `${step.op} ${nameOf(step)}`)
        .sort();
}

describe("A third cluster, while requests go on between two", function () {
    let stack: SandboxStack;
    let requests: RequestStream;
    let wasThere: readonly string[];

    /** Every object in the two clusters that stay. */
    const everything = async () => {
        const kubectl = stack.tool("kubectl");
        const clusters = await Promise.all(
            stack.clusters
                .filter(({ name }) => name !== ADDED)
                .map(async ({ name }) =>
                    (await census(kubectl, stack.kubeconfig(name))).map((one) => `${name} ${one}`),
                ),
        );
        return clusters.flat();
    };
    /** Nothing wrong, as soon as Services are mirrored. */
    const settled = () =>
        pRetry(
            async () => {
                const { findings } = await diagnose(stack);
                assert.deepEqual(findings, [], describeFindings(findings));
            },
            { retries: 30, factor: 1, minTimeout: 2000 },
        );
    const timedUp = async (what: string) => {
        const started = performance.now();
        await stack.pulumi("up", "--yes", "--skip-preview");
        console.log(`${what} ${((performance.now() - started) / 1000).toFixed(1)} s`);
    };

    before(async () => {
        stack = await SandboxStack.open();
        assert.equal(stack.clusters.length, 2);
        await stack.pulumi("up", "--yes", "--skip-preview");
        await settled();
        wasThere = await everything();
        requests = RequestStream.start(stack, "cluster2");
    });

    after(async () => {
        await requests.stop();
    });

    it("comes into the sandbox that is there", async () => {
        const up = ["up", "--no-stack", "--clusters", "3", "--add"];
        const { stdout } = await execa(process.execPath, ["sandbox/cli.mjs", ...up]);
        console.log(stdout);
        stack = await SandboxStack.open();
        assert.equal(stack.clusters.length, 3);
    });

    it("touches the others by its own links alone", async () => {
        assert.deepEqual(others(await stack.previewSteps()), CHANGES);
        await timedUp("up with a third cluster");
        await settled();
        const { exitCode, stdout } = await stack.operation("verify");
        assert.equal(exitCode, 0, stdout);
    });

    it("goes with its own links alone", async () => {
        const neutron = await NeutronClient.open(stack.settings);
        const floating = (await neutron.list("floatingips")).length;
        const restore = await stack.configure((config) => {
            const clusters = config["linkerd-multicluster:clusters"] as { name: string }[];
            clusters.splice(2, 1);
        });
        try {
            assert.deepEqual(others(await stack.previewSteps()), CHANGES);
            await timedUp("up without it");
            await settled();
        } finally {
            await restore();
        }
        const left = (await stack.resources()).filter(({ urn }) => urn.includes(ADDED));
        assert.deepEqual(left, []);
        assert.deepEqual(await everything(), wasThere);
        assert.equal((await neutron.list("floatingips")).length, floating - 1);
    });

    it("fails no request of the others", async () => {
        const asked = await requests.stop();
        console.log(describeAsked(asked));
        assert.ok(asked.length > 1000, `only ${String(asked.length)} were asked`);
        assert.equal(describeAsked(asked), `0 of ${String(asked.length)} requests failed`);
    });
});
