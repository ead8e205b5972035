import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { describeFindings, diagnose, type LayerFinding } from "./doctorOutput";
import { BEFORE_UP } from "./faults/batches";
import { openScene } from "./faults/fault";
import { FaultRunner } from "./faults/faultRunner";
import { OperatorShell } from "./operatorShell";
import { SandboxStack } from "./stack";

/** `doctor --pre`: can the first `pulumi up` succeed? Nothing of the mesh is there. */
describe("doctor before the first update", function () {
    let stack: SandboxStack;

    const pre = () => diagnose(stack, "--pre");
    /** The only finding of a run that ends with 1. */
    const only = async (): Promise<LayerFinding> => {
        const { exitCode, findings } = await pre();
        const [finding] = findings;
        if (finding === undefined) throw new Error("nothing was found");
        assert.deepEqual([exitCode, findings.length], [1, 1], describeFindings(findings));
        return finding;
    };

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
    });

    it("has nothing to say on clusters that are ready", async () => {
        const { exitCode, findings, unseen } = await pre();
        assert.deepEqual([exitCode, findings, unseen], [0, [], []], describeFindings(findings));
    });

    it("says without --pre that nothing is up", async () => {
        const { exitCode, findings } = await diagnose(stack);
        assert.deepEqual(
            [exitCode, findings.map(({ layer, remedy }) => [layer, remedy])],
            [1, [["configuration", `pulumi up --config-file ${stackConfigFile(stack.settings)}`]]],
            describeFindings(findings),
        );
    });

    it("names all that keeps the first update from succeeding, and its remedies mend it", async () => {
        const shell = await OperatorShell.open(stack);
        const restore = await stack.configure(() => undefined);
        const runner = new FaultRunner(await openScene(stack), shell, ["--pre"]);
        try {
            await runner.run(BEFORE_UP);
        } finally {
            console.log(runner.describe());
            await restore();
            await shell.close();
        }
    });

    describe("where another Service has the gateway's address", () => {
        const kubectl = (...args: string[]) =>
            stack.kubectl(String(stack.clusters[0]?.name), ...args);

        before(async () => {
            const gatewayAddress = String(stack.clusters[0]?.gatewayAddress);
            await kubectl(
                ..."create service loadbalancer occupant --tcp=80 --namespace=default".split(" "),
            );
            await kubectl(
                ..."annotate service occupant --namespace=default".split(" "),
                `metallb.io/loadBalancerIPs=${gatewayAddress}`,
            );
            await kubectl(
                ..."wait service occupant --namespace=default --timeout=60s".split(" "),
                `--for=jsonpath={.status.loadBalancer.ingress[0].ip}=${gatewayAddress}`,
            );
        });

        after(() => kubectl("delete", "service", "occupant", "--namespace=default"));

        it("names that Service", async () => {
            const { layer, where, what } = await only();
            const { name, gatewayAddress } = stack.clusters[0] ?? {};
            assert.deepEqual([layer, where], ["gateway-service", name]);
            assert.ok(what.includes(String(gatewayAddress)), what);
            assert.ok(what.includes("default/occupant"), what);
        });

        it("names the pool, when no address is pinned and none is free", async () => {
            const { name, gatewayAddress } = stack.clusters[0] ?? {};
            const pool = ["ipaddresspools.metallb.io", "--namespace=metallb-system"];
            const get = ["--output=jsonpath={.items[0].metadata.name} {.items[0].spec.addresses}"];
            const [poolName = "", addresses = ""] = (await kubectl("get", ...pool, ...get)).split(
                " ",
            );
            const shrink = (to: string) =>
                kubectl(
                    ...["patch", ...pool, poolName, "--type=merge"],
                    `--patch={"spec":{"addresses":${to}}}`,
                );
            const restore = await stack.configure((config) => {
                const [first] = config["linkerd-multicluster:clusters"] as { gateway?: unknown }[];
                delete first?.gateway;
            });
            try {
                await shrink(JSON.stringify([`${String(gatewayAddress)}/32`]));
                const { layer, where, what } = await only();
                assert.deepEqual([layer, where], ["gateway-service", name]);
                assert.ok(what.includes(poolName), what);
            } finally {
                await restore();
                await shrink(addresses);
            }
        });
    });

    it("goes through the second bastion where the first is dead, and says so", async () => {
        const known = join(stack.settings.stateDir, "known-bastions");
        let dead = "";
        const restore = await stack.configure((config) => {
            const [first] = config["linkerd-multicluster:clusters"] as {
                nodes: { knownHostsPath: string; bastion: object; fallbackBastions?: object[] };
            }[];
            assert.ok(first);
            const { nodes } = first;
            const { host } = nodes.bastion as { host: string };
            dead = host.replace(/\d+$/, "99");
            const keys = readFileSync(
                join(stack.settings.projectDir, nodes.knownHostsPath),
                "utf8",
            );
            const own = keys.split("\n").find((line) => line.startsWith(`${host} `));
            writeFileSync(known, `${keys}\n${String(own).replace(host, dead)}\n`);
            nodes.knownHostsPath = known;
            nodes.fallbackBastions = [nodes.bastion];
            nodes.bastion = { host: dead };
        });
        try {
            const { exitCode, findings } = await pre();
            assert.deepEqual(
                [exitCode, findings.map(({ layer, where, what }) => [layer, where, what])],
                [
                    0,
                    [
                        [
                            "node-rules",
                            stack.clusters[0]?.name,
                            `no SSH server answers at the bastion ${dead}`,
                        ],
                    ],
                ],
                describeFindings(findings),
            );
        } finally {
            await restore();
            await rm(known, { force: true });
        }
    });

    it("names a key that no node knows", async () => {
        const wrong = join(stack.settings.stateDir, "wrong-key");
        await rm(wrong, { force: true });
        await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", wrong]);
        const restore = await stack.configure((config) => {
            const [first] = config["linkerd-multicluster:clusters"] as {
                nodes: { privateKeyPath: string };
            }[];
            if (first !== undefined) first.nodes.privateKeyPath = wrong;
        });
        try {
            const { exitCode, findings } = await pre();
            assert.equal(exitCode, 1, describeFindings(findings));
            const { name } = stack.clusters[0] ?? {};
            assert.deepEqual(
                [...new Set(findings.map(({ layer }) => layer))],
                ["node-rules"],
                describeFindings(findings),
            );
            assert.ok(
                findings.every(
                    ({ where, what }) => where.startsWith(String(name)) && /key/.test(what),
                ),
                describeFindings(findings),
            );
        } finally {
            await restore();
            await rm(wrong);
            await rm(`${wrong}.pub`);
        }
    });
});
