import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import pRetry from "p-retry";
import { parse, stringify } from "yaml";
import { passphraseFile, pulumiEnvironment } from "../../sandbox/stack/environment";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { ensureToolchain } from "../../sandbox/toolchain/toolchain";
import { census } from "./census";
import { LINK_ITEMS, type CheckOutput } from "./checkItems";
import { describeFindings, diagnose } from "./doctorOutput";
import { NeutronClient } from "./neutronClient";
import { SandboxStack, type StateResource } from "./stack";

/** A stack of one of the sandbox's clusters, and the other one's name. */
interface Half {
    readonly stack: string;
    readonly cluster: string;
    readonly peer: string;
}

/** One mesh out of two stacks of one cluster each, linked in both directions: docs/scale.md. */
describe("A mesh out of two stacks", function () {
    let sandbox: SandboxStack;
    let halves: readonly [Half, Half];
    let empty: string[][];
    let neutron: NeutronClient;
    let cloudBefore: number[];
    let run: (half: Half, ...args: string[]) => Promise<string>;

    const file = ({ stack }: Half) => join(sandbox.settings.stateDir, `Pulumi.${stack}.yaml`);
    const censuses = () =>
        Promise.all(
            sandbox.clusters.map(({ name }) =>
                census(sandbox.tool("kubectl"), sandbox.kubeconfig(name)),
            ),
        );
    const inNeutron = async () =>
        Promise.all(
            ["floatingips", "ports", "security-groups", "security-group-rules"].map(
                async (kind) => (await neutron.list(kind)).length,
            ),
        );
    const up = (half: Half) => run(half, "up", "--yes", "--skip-preview");
    const resources = async (half: Half) => {
        const { deployment } = JSON.parse(await run(half, "stack", "export")) as {
            deployment: { resources?: StateResource[] };
        };
        return deployment.resources ?? [];
    };

    before(async () => {
        sandbox = await SandboxStack.open();
        await sandbox.pulumi("destroy", "--yes", "--skip-preview");
        const { settings } = sandbox;
        const [one = "", two = ""] = sandbox.clusters.map(({ name }) => name);
        halves = [
            { stack: "half1", cluster: one, peer: two },
            { stack: "half2", cluster: two, peer: one },
        ];
        const toolchain = await ensureToolchain(settings, "auto", () => undefined);
        const environment = pulumiEnvironment(settings, toolchain, process.env);
        run = async (half, ...args) => {
            const isStack = args[0] === "stack";
            const { stdout } = await execa(
                toolchain.pulumi,
                [
                    ...args,
                    ...(isStack ? [] : ["--config-file", file(half)]),
                    "--non-interactive",
                    "--color=never",
                ],
                {
                    cwd: settings.projectDir,
                    env: { ...environment, PULUMI_STACK: half.stack },
                    stdin: "ignore",
                },
            );
            return stdout;
        };
        for (const half of halves) {
            const document = parse(await readFile(stackConfigFile(settings), "utf8")) as {
                config: Record<string, unknown>;
            };
            const key = (name: string) => `linkerd-multicluster:${name}`;
            const clusters = document.config[key("clusters")] as { name: string }[];
            const other = halves.find(({ cluster }) => cluster === half.peer)?.stack ?? "";
            document.config[key("clusters")] = clusters.filter(({ name }) => name === half.cluster);
            document.config[key("peers")] = [
                {
                    stack: `organization/linkerd-multicluster/${other}`,
                    clusters: [half.peer],
                },
            ];
            // Writes a salt of its own beside the Pulumi.yaml of the state folder, and fails where the stack is there.
            await execa(
                toolchain.pulumi,
                ["stack", "init", half.stack, "--no-select", "--non-interactive"],
                {
                    cwd: settings.stateDir,
                    env: { ...environment, PULUMI_STACK: undefined },
                    reject: false,
                },
            );
            await writeFile(file(half), stringify(document));
            await run(half, "destroy", "--yes", "--skip-preview");
        }
        neutron = await NeutronClient.open(settings);
        empty = await censuses();
        cloudBefore = await inNeutron();
    });

    it("comes up with one stack, the other, and the first again", async () => {
        const [first, second] = halves;
        const printed = await up(first);
        const told = `${first.peer}: stack organization/linkerd-multicluster/${second.stack} does not tell of this cluster yet, and nothing is linked with it.`;
        assert.ok(printed.includes(told), printed);
        for (const half of [second, first]) {
            const quiet = await up(half);
            assert.doesNotMatch(quiet, /warning:.*does not tell/);
        }
    });

    it("shows nothing to change in a preview of either after it", async () => {
        for (const half of halves) {
            await run(half, "preview", "--expect-no-changes");
        }
    });

    it("passes the items of both links in `linkerd multicluster check`, shared anchors among them", async () => {
        for (const { cluster, peer } of halves) {
            await pRetry(
                async () => {
                    const { categories } = (await sandbox.linkerd(
                        cluster,
                        "multicluster",
                        "check",
                        "--wait=60s",
                    )) as CheckOutput;
                    const checks = categories.find(
                        ({ categoryName }) => categoryName === "linkerd-multicluster",
                    )?.checks;
                    assert.deepEqual(
                        checks?.slice(1, 6).map(({ description, result }) => [description, result]),
                        LINK_ITEMS.map((item) => [`${item}\n\t* ${peer}`, "success"]),
                    );
                },
                { retries: 15, factor: 1, minTimeout: 2000 },
            );
        }
    });

    it("finds each other's gateway alive, and mirrors what the other one exports", async () => {
        for (const { cluster, peer } of halves) {
            await pRetry(
                async () => {
                    const gateways = (await sandbox.linkerd(
                        cluster,
                        "multicluster",
                        "gateways",
                    )) as { clusterName: string; alive: boolean }[];
                    assert.deepEqual(
                        gateways.map(({ clusterName, alive }) => [clusterName, alive]),
                        [[peer, true]],
                    );
                    await sandbox.kubectl(
                        cluster,
                        ..."get service --namespace=sample".split(" "),
                        `helloworld-${peer}`,
                    );
                },
                { retries: 60, factor: 1, minTimeout: 2000 },
            );
        }
    });

    it("has nothing wrong for doctor in either", async () => {
        for (const half of halves) {
            const { exitCode, findings, unseen } = await diagnose(
                sandbox,
                ...["--stack", half.stack, "--config-file", file(half)],
            );
            assert.deepEqual([exitCode, findings, unseen], [0, [], []], describeFindings(findings));
        }
    });

    it("keeps the tokens of the other stack out of the states", async () => {
        const tokens = await Promise.all(
            halves.map(async ({ cluster, peer }) => {
                const secret = `linkerd-service-mirror-remote-access-${peer}-token`;
                const data = await sandbox.kubectl(
                    cluster,
                    ..."get secret --namespace=linkerd-multicluster".split(" "),
                    secret,
                    "--output=jsonpath={.data.token}",
                );
                return Buffer.from(data, "base64").toString();
            }),
        );
        const passphrase = await readFile(passphraseFile(sandbox.settings), "utf8");
        for (const half of halves) {
            const places = [
                await run(half, "stack", "export"),
                await run(half, "stack", "output", "--json"),
                await readFile(file(half), "utf8"),
            ];
            const shown = await run(half, "stack", "export", "--show-secrets");
            assert.deepEqual(
                tokens.map((token) => shown.includes(token)),
                [true, true],
            );
            for (const secret of [...tokens, passphrase.trim()]) {
                assert.deepEqual(
                    places.filter((place) => place.includes(secret)),
                    [],
                );
            }
        }
    });

    it("leaves nothing of either behind after both are destroyed", async () => {
        for (const half of halves) {
            await run(half, "destroy", "--yes", "--skip-preview");
            assert.deepEqual(await resources(half), []);
        }
        assert.deepEqual(await censuses(), empty);
        assert.deepEqual(await inNeutron(), cloudBefore);
    });
});
