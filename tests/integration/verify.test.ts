import { strict as assert } from "node:assert";
import type { Verdict } from "../../operations/verify/judge";
import { CHAIN, inNode } from "./nodeChain";
import { SandboxStack } from "./stack";

/**
 * Requests through the sample's split, from one cluster into the other.
 *
 * With the stand-in proxy this proves what the control plane answers, the way of the packets and the
 * identities on it; not how linkerd2-proxy balances or retries. Real images in the image folder take
 * the same tests.
 */
describe("verify on a mesh", function () {
    let stack: SandboxStack;

    const up = () => stack.pulumi("up", "--yes", "--skip-preview");
    const verify = async (...args: string[]) => {
        const { exitCode, stdout, stderr } = await stack.operation(
            "verify",
            ...["--output", "json", ...args],
        );
        if (!stdout.startsWith("{")) {
            throw new Error(
                `verify ended with ${String(exitCode)} and no JSON:\n${stdout}${stderr}`,
            );
        }
        const { verdicts } = JSON.parse(stdout) as { verdicts: Verdict[] };
        return { exitCode, verdicts, told: `${stdout}${stderr}` };
    };
    /** The clusters that answered in cluster2, with their versions. */
    const answered = async (...args: string[]) => {
        const { exitCode, verdicts, told } = await verify(...args);
        assert.equal(exitCode, 0, told);
        assert.deepEqual(
            verdicts.map(({ source }) => source),
            stack.clusters.slice(1).map(({ name }) => name),
        );
        return verdicts[0]?.shares.map(({ cluster, version }) => [cluster, version]);
    };
    const withConfig = async (key: string, value: unknown, work: () => Promise<void>) => {
        const restore = await stack.configure((config) => {
            config[`linkerd-multicluster:${key}`] = value;
        });
        try {
            await up();
            await work();
        } finally {
            await restore();
        }
    };
    const both = () => {
        const [first, second] = stack.clusters.map(({ name }) => name);
        return [
            [first, "v1"],
            [second, "v2"],
        ];
    };

    before(async () => {
        stack = await SandboxStack.open();
        await up();
    });

    after(up);

    it("hears both versions, each from its own cluster, with routing dnat", async () => {
        assert.deepEqual(await answered(), both());
    });

    it("hears both versions with routing direct", async () => {
        await withConfig("routing", "direct", async () => {
            assert.deepEqual(await answered(), both());
        });
    });

    it("hears its own cluster alone with weights 100 and 0", async () => {
        await withConfig(
            "sample",
            { enabled: true, weights: { local: 100, mirrored: 0 } },
            async () => {
                assert.deepEqual(await answered(), both().slice(1));
            },
        );
    });

    it("finds the shares of weights 80 and 20", async () => {
        const sample = { enabled: true, weights: { local: 80, mirrored: 20 } };
        await withConfig("sample", sample, async () => {
            assert.deepEqual(await answered("--requests", "300"), both());
        });
    });

    it("fails with shares that are further from the weights than chance allows", async () => {
        // The TrafficSplit keeps 80 and 20; the configuration says 20 and 80.
        const sample = { enabled: true, weights: { local: 20, mirrored: 80 } };
        const restore = await stack.configure((config) => {
            config["linkerd-multicluster:sample"] = sample;
        });
        try {
            const { exitCode, verdicts, told } = await verify();
            assert.equal(exitCode, 1, told);
            assert.ok((verdicts[0]?.pValue ?? 1) < 1e-4, told);
        } finally {
            await restore();
        }
    });

    describe("asked for a Service and a pod", () => {
        const ask = (workload: string, ...args: string[]) =>
            verify(
                ...["--from", `${stack.clusters.at(-1)?.name ?? ""}/sample/${workload}`],
                ...["--to", ...args],
            );
        const answeredFrom = ({ verdicts: [verdict] }: { verdicts: Verdict[] }) =>
            verdict?.shares.map(({ cluster, service }) => `${cluster ?? ""} ${service ?? ""}`);
        const ofBoth = () => {
            const [first, second] = stack.clusters.map(({ name }) => name);
            return [`${first ?? ""} helloworld-${first ?? ""}`, `${second ?? ""} helloworld`];
        };

        before(up);

        it("adds a container with curl to a pod without it once, and tells who answered", async () => {
            const notes = [];
            for (let run = 0; run < 2; run += 1) {
                const asked = await ask("deploy/helloworld-v2", "helloworld:5000/hello");
                assert.equal(asked.exitCode, 0, asked.told);
                assert.deepEqual(answeredFrom(asked), ofBoth(), asked.told);
                notes.push(asked.verdicts[0]?.notes?.join("; ") ?? "");
            }
            const container = "ephemeral container linkerd-multicluster-verify";
            assert.match(
                notes[0] ?? "",
                /^asked in pod helloworld-v2-\S+, whose images have no curl 7.84 or later, from ephemeral container linkerd-multicluster-verify with \S+: it was added, and stays until the pod ends; weights of ServiceProfile sample\/helloworld.sample.svc.cluster.local$/,
            );
            assert.ok(notes[1]?.includes(`from ${container}, which was there`), notes[1]);
        });

        it("asks with the pod's own curl, so many times a second for a while", async () => {
            const watched = ["--duration", "12s", "--rate", "20"];
            const asked = await ask("deploy/sleep", "helloworld:5000/hello", ...watched);
            assert.equal(asked.exitCode, 0, asked.told);
            const [verdict] = asked.verdicts;
            assert.deepEqual([verdict?.requests, verdict?.failures], [240, []], asked.told);
            assert.deepEqual(answeredFrom(asked), ofBoth(), asked.told);
            assert.match(verdict?.notes?.[0] ?? "", /with curl of its container sleep$/);
        });

        it("says which requests failed, and when", async () => {
            const asked = await ask("deploy/sleep", "helloworld:5000/nothing", "--requests", "5");
            assert.equal(asked.exitCode, 1, asked.told);
            const [verdict] = asked.verdicts;
            assert.deepEqual(verdict?.problems, ["5 of 5 requests: HTTP 404"]);
            const failed = (verdict.failedAt ?? []).reduce((sum, { count }) => sum + count, 0);
            assert.equal(failed, 5, asked.told);
        });
    });

    it("fails without the chain on the nodes, and passes with it again", async () => {
        await up();
        const [first, second] = stack.clusters;
        try {
            for (const node of second?.nodes ?? []) {
                await inNode(node, "iptables", "--wait", "-t", "nat", "-F", CHAIN);
            }
            const { exitCode, verdicts, told } = await verify("--wait", "10");
            assert.equal(exitCode, 1, told);
            assert.ok(
                verdicts[0]?.problems.some((problem) => problem.includes(String(first?.name))),
                told,
            );
        } finally {
            // Without another revision no update writes the rules again.
            const restore = await stack.configure((config) => {
                const clusters = config["linkerd-multicluster:clusters"] as {
                    name: string;
                    nodes: { revision?: number };
                }[];
                for (const { name, nodes } of clusters) {
                    if (name === second?.name) nodes.revision = 2;
                }
            });
            try {
                await up();
            } finally {
                await restore();
            }
        }
        assert.deepEqual(await answered(), both());
    });
});
