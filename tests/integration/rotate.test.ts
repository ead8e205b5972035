import { strict as assert } from "node:assert";
import { execa } from "execa";
import type { Verdict } from "../../operations/verify/judge";
import { CERTIFICATE_ITEMS, type CheckOutput } from "./checkItems";
import { SandboxStack } from "./stack";

const SHOP = "shop";

/** A client's own pod that is on its way out has no network any more. */
const CLIENT_ENDS = /connect: network is unreachable$/;

/** A workload of the operator's own: the program knows nothing of it. */
const WEB = {
    apiVersion: "v1",
    kind: "List",
    items: [
        {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: SHOP, annotations: { "linkerd.io/inject": "enabled" } },
        },
        {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "web", namespace: SHOP },
            spec: {
                selector: { matchLabels: { app: "web" } },
                template: {
                    metadata: { labels: { app: "web" } },
                    spec: { containers: [{ name: "web", image: "registry.k8s.io/pause:3.2" }] },
                },
            },
        },
    ],
};

/** Requests from one cluster that go on while something else happens, half a minute at a time. */
class Watching {
    #isOver = false;
    readonly #verdicts: Promise<readonly Verdict[]>;

    constructor(stack: SandboxStack, cluster: string) {
        this.#verdicts = this.#watch(stack, cluster);
    }

    async #watch(stack: SandboxStack, cluster: string): Promise<readonly Verdict[]> {
        const all: Verdict[] = [];
        while (!this.#isOver) {
            const { stdout, stderr } = await stack.operation(
                "verify",
                ...["--from", `${cluster}/sample/deploy/sleep`, "--to", "helloworld:5000/hello"],
                ...["--duration", "30s", "--rate", "10", "--output", "json"],
            );
            if (!stdout.startsWith("{")) throw new Error(`verify said ${stdout}${stderr}`);
            const { verdicts } = JSON.parse(stdout) as { verdicts: Verdict[] };
            all.push(...verdicts);
        }
        return all;
    }

    /** What was answered, when the watch that goes on is over. */
    public async stop(): Promise<readonly Verdict[]> {
        this.#isOver = true;
        return this.#verdicts;
    }
}

describe("rotate on a mesh", function () {
    let stack: SandboxStack;
    let restore: () => Promise<void>;

    const rotate = async (...args: string[]) => {
        const { exitCode, stdout, stderr } = await stack.operation("rotate", ...args);
        // What pulumi prints in between is left out.
        const said = stdout
            .split("\n")
            .filter((line) => /^(Generation|Next|Done|Restart| {2}restart|Something)/.test(line));
        return { exitCode, said, told: `${stdout}${stderr}` };
    };
    /** Certificate items of `linkerd check` that are fulfilled nowhere or not everywhere. */
    const failedItems = async () => {
        const failed = await Promise.all(
            stack.clusters.map(async ({ name }) => {
                const { categories } = (await stack.linkerd(name, "check")) as CheckOutput;
                const results = new Map(
                    categories
                        .flatMap(({ checks }) => checks)
                        .map(({ description, result }) => [description, result]),
                );
                return CERTIFICATE_ITEMS.filter((item) => results.get(item) !== "success").map(
                    (item) => `${name}: ${item}`,
                );
            }),
        );
        return failed.flat();
    };
    const last = () => stack.clusters.at(-1)?.name ?? "";

    before(async () => {
        stack = await SandboxStack.open();
        restore = await stack.configure(() => undefined);
        await stack.pulumi("up", "--yes", "--skip-preview");
        const kubectl = ["--kubeconfig", stack.kubeconfig(last()), "apply", "--filename", "-"];
        await execa(stack.tool("kubectl"), kubectl, { input: JSON.stringify(WEB) });
        const wait = ["rollout", "status", "deployment/web", "--namespace", SHOP];
        await stack.kubectl(last(), ...wait);
    });

    after(async () => {
        await stack.kubectl(last(), "delete", "namespace", SHOP);
        // With the anchor of before in the configuration, a mesh of the new one would be refused.
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        await restore();
    });

    it("says the next step of an anchor, and changes nothing without --yes", async () => {
        const { exitCode, said, told } = await rotate("anchor");
        assert.equal(exitCode, 0, told);
        assert.deepEqual(said, ["Generation 2: every cluster is to trust generation 2 too."]);
        assert.ok(told.includes("Nothing was changed."), told);
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("exchanges the anchor while requests go on, and goes on where it had to stop", async function () {
        this.timeout(1_800_000);
        const watching = new Watching(stack, last());
        let failed: readonly string[];
        try {
            const stopped = await rotate("anchor", "--yes");
            assert.equal(stopped.exitCode, 1, stopped.told);
            assert.ok(
                stopped.told.includes("--namespace shop rollout restart deployment/web"),
                stopped.told,
            );
            assert.ok(
                stopped.told.includes("npm run rotate -- anchor --generation 2 --yes"),
                stopped.told,
            );
            const { exitCode, said, told } = await rotate(
                ...["anchor", "--generation", "2", "--yes", "--restart", "all"],
            );
            console.log(said.join("\n"));
            assert.equal(exitCode, 0, told);
            assert.equal(
                said.at(-1),
                "Done: every cluster and every pod trusts generation 2 alone.",
            );
        } finally {
            const verdicts = await watching.stop();
            const sum = (of: (verdict: Verdict) => number) =>
                verdicts.reduce((total, verdict) => total + of(verdict), 0);
            const failures = sum((verdict) =>
                verdict.failures.reduce((total, { count }) => total + count, 0),
            );
            failed = verdicts
                .flatMap((verdict) => verdict.failures.map(({ reason }) => reason))
                .filter((reason) => !CLIENT_ENDS.test(reason));
            console.log(
                `${String(failures)} of ${String(sum(({ requests }) => requests))} requests failed`,
            );
            for (const { failedAt = [], notes = [] } of verdicts) {
                for (const { at, count, reason } of failedAt) {
                    console.log(`  ${at} ${String(count)}: ${reason}`);
                }
                for (const note of notes.filter((text) => text.includes("not sent"))) {
                    console.log(`  ${note}`);
                }
            }
        }
        assert.deepEqual(failed, []);
        assert.deepEqual(await failedItems(), []);
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("is done with the generation that is there, and begins no other", async () => {
        const { exitCode, said, told } = await rotate("anchor", "--generation", "2", "--yes");
        assert.equal(exitCode, 0, told);
        assert.deepEqual(said, ["Done: every cluster and every pod trusts generation 2 alone."]);
    });

    it("has nothing wrong for doctor afterwards, and the shares for verify", async () => {
        const { exitCode, stdout } = await stack.operation("doctor");
        assert.equal(exitCode, 0, stdout);
        const verified = await stack.operation("verify");
        assert.equal(verified.exitCode, 0, verified.stdout);
    });

    it("exchanges the credentials of one peer, whose old token is refused", async () => {
        const { exitCode, told } = await rotate("credentials", "--peer", last(), "--yes");
        assert.equal(exitCode, 0, told);
        const lines = told.split("\n").filter((line) => line.includes("old token"));
        assert.deepEqual(
            lines.sort(),
            stack.clusters
                .filter(({ name }) => name !== last())
                .map(({ name }) => `${last()}-to-${name}: the API server refuses the old token.`),
        );
        const { exitCode: doctor, stdout } = await stack.operation("doctor");
        assert.equal(doctor, 0, stdout);
    });

    it("exchanges the issuers", async () => {
        const { exitCode, said, told } = await rotate("issuer", "--yes");
        assert.equal(exitCode, 0, told);
        const names = stack.clusters.map(({ name }) => name).join(", ");
        assert.equal(said.at(-1), `Done: issuer generation 2 is made for ${names}.`);
        assert.deepEqual(await failedItems(), []);
    });

    it("says that webhooks go with the anchor", async () => {
        const { exitCode, told } = await rotate("webhooks", "--yes");
        assert.equal(exitCode, 2, told);
        assert.match(
            told,
            /come with another trust anchor\. Run\n {2}npm run rotate -- anchor --config-file /,
        );
    });
});
