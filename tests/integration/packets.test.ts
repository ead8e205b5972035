import { strict as assert } from "node:assert";
import pRetry from "p-retry";
import { healthy } from "../../sandbox/stack/operations";
import { census } from "./census";
import type { CheckOutput } from "./checkItems";
import { KeepalivedStandin } from "./keepalivedStandin";
import { NeutronClient } from "./neutronClient";
import { CHAIN, inNode, readCounters } from "./nodeChain";
import { GATEWAY_PORTS, PacketPaths, probeNode } from "./packetPaths";
import { SandboxStack } from "./stack";

/**
 * The mesh on two OpenStack networks: packets from pods outside the mesh, through node rules,
 * source NAT, floating IP, security group and address pair, to the gateway. Does not prove that
 * the gateway passes a request on: the tests of the sample do.
 */
describe("Packets between two OpenStack networks", function () {
    let stack: SandboxStack;
    let admin: NeutronClient;
    let empty: string[][];
    let paths: PacketPaths;

    const first = () => {
        const [direction] = paths.directions;
        if (direction === undefined) throw new Error("no two clusters");
        return direction;
    };
    const floatingAddress = async (cluster: string) => {
        const { clusters } = JSON.parse(await stack.pulumi("stack", "output", "--json")) as {
            clusters: Record<string, { floatingAddress: string }>;
        };
        return clusters[cluster]?.floatingAddress ?? "";
    };
    const up = (...args: string[]) => stack.pulumi("up", "--yes", "--skip-preview", ...args);
    const censuses = () =>
        Promise.all(
            stack.clusters.map(({ name }) => census(stack.tool("kubectl"), stack.kubeconfig(name))),
        );

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        admin = await NeutronClient.open(stack.settings);
        empty = await censuses();
        paths = await PacketPaths.open(stack);
    });

    after(() => PacketPaths.close(stack));

    it("arrive nowhere before `pulumi up`", async () => {
        for (const { source, target } of paths.directions) {
            assert.deepEqual(await paths.reached(source, target.gatewayAddress), [false, false]);
        }
    });

    it("arrive at the private address of the other gateway, with routing dnat", async () => {
        await up();
        for (const { source, target } of paths.directions) {
            await paths.settle(source, target.gatewayAddress, "answers");
        }
    });

    it("are rewritten by the rule of their port in our chain", async () => {
        for (const { source, target } of paths.directions) {
            const before = await readCounters(probeNode(source));
            assert.deepEqual(await paths.reached(source, target.gatewayAddress), [true, true]);
            const now = await readCounters(probeNode(source));
            const keys = GATEWAY_PORTS.map((port) => `${target.gatewayAddress}:${String(port)}`);
            assert.deepEqual(Object.keys(now ?? {}).sort(), keys);
            for (const key of keys) {
                const taken = (now?.[key] ?? 0) - (before?.[key] ?? 0);
                // The service mirror's own probes may pass the same node meanwhile.
                assert.ok(taken >= 1, `${source.name}: ${key} took ${String(taken)} packets`);
            }
        }
    });

    it("satisfy `linkerd multicluster check` in both clusters, but for versions from the internet", async () => {
        const [exporter] = stack.clusters;
        const exports = String(exporter?.name);
        for (const importer of stack.clusters.filter((cluster) => cluster !== exporter)) {
            await pRetry(
                async () => {
                    const addresses = await stack.kubectl(
                        importer.name,
                        ...["get", "endpoints", `helloworld-${exports}`, "--namespace=sample"],
                        "--output=jsonpath={.subsets[*].addresses[*].ip}",
                    );
                    assert.equal(addresses, exporter?.gatewayAddress);
                },
                { retries: 60, factor: 1, minTimeout: 1000 },
            );
        }
        const satisfied = async (cluster: string) => {
            const output = (await stack.linkerd(
                cluster,
                ..."multicluster check --wait=60s".split(" "),
            )) as CheckOutput;
            const failed = output.categories
                .flatMap(({ checks }) => checks)
                .filter(({ result }) => result !== "success")
                .map(({ description }) => description);
            assert.deepEqual(failed, ["multicluster extension proxies are up-to-date"], cluster);
        };
        for (const { name } of stack.clusters) {
            // The first probe of a gateway may be as late as its period; the check does not wait for it.
            await pRetry(() => satisfied(name), { retries: 10, factor: 1, minTimeout: 2000 });
        }
    });

    it("stop without a node's chain, which the engine cannot see; a raised nodes.revision mends it", async () => {
        const { source, target } = first();
        await inNode(probeNode(source), "iptables", "--wait", "-t", "nat", "-F", CHAIN);
        await paths.settle(source, target.gatewayAddress, "is silent");
        await up("--refresh");
        assert.deepEqual(await readCounters(probeNode(source)), {});
        const restore = await stack.configure((config) => {
            const clusters = config["linkerd-multicluster:clusters"] as {
                name: string;
                nodes: { revision?: number };
            }[];
            for (const { name, nodes } of clusters) {
                if (name === source.name) nodes.revision = 2;
            }
        });
        try {
            await up();
            await paths.settle(source, target.gatewayAddress, "answers");
        } finally {
            await restore();
        }
        await up();
    });

    it("stop without the security group's rules; `up --refresh` makes them again", async () => {
        const { source, target } = first();
        const rules = await admin.list("security-group-rules", {
            remote_ip_prefix: `${source.router.externalAddress}/32`,
        });
        assert.deepEqual(
            rules.map(({ port_range_min: port }) => port).sort(),
            [4143, 4191, stack.settings.apiPort].sort(),
        );
        for (const { id } of rules) await admin.remove("security-group-rules", id);
        await paths.settle(source, target.gatewayAddress, "is silent");
        await up("--refresh");
        await paths.settle(source, target.gatewayAddress, "answers");
    });

    it("stop without the address pairs of the nodes' ports; `up --refresh` puts them back", async () => {
        const { source, target } = first();
        for (const node of target.nodes) {
            const [port] = await admin.list("ports", { fixed_ips: `ip_address=${node.ip}` });
            assert.deepEqual(
                (port?.["allowed_address_pairs"] as { ip_address: string }[]).map(
                    (pair) => pair.ip_address,
                ),
                [target.gatewayAddress],
            );
            await admin.update("ports", "port", String(port?.id), { allowed_address_pairs: [] });
        }
        await paths.settle(source, target.gatewayAddress, "is silent");
        await up("--refresh");
        await paths.settle(source, target.gatewayAddress, "answers");
    });

    it("stop without the floating IP's association; `up --refresh` makes it again", async () => {
        const { source, target } = first();
        const address = await floatingAddress(target.name);
        const [floating] = await admin.list("floatingips", { floating_ip_address: address });
        await admin.update("floatingips", "floatingip", String(floating?.id), { port_id: null });
        await paths.settle(source, target.gatewayAddress, "is silent");
        await up("--refresh");
        await paths.settle(source, target.gatewayAddress, "answers");
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("reach the API server at a virtual IP through its floating IP, where a pair lets the master carry it", async () => {
        const { source, target } = first();
        const virtual = await KeepalivedStandin.move(admin, target);
        const api = [stack.settings.apiPort];
        try {
            await paths.settle(source, target.masterFloatingIp, "is silent", api);
            const printed = await stack.pulumiFails("preview");
            const pair = `openstack port set --allowed-address ip-address=${virtual.address} PORT_OF_EACH_MASTER`;
            assert.ok(printed.includes(pair), printed);

            await virtual.admit();
            await paths.settle(source, target.masterFloatingIp, "answers", api);
            await up();
            await stack.pulumi("preview", "--expect-no-changes");
            assert.deepEqual(await virtual.pairs(), [target.gatewayAddress, virtual.address]);
            // The master has no floating IP of its own any more.
            const rules = await admin.list("security-group-rules", {
                remote_ip_prefix: `${target.masterFloatingIp}/32`,
            });
            assert.deepEqual(rules, []);
            await healthy(stack.settings, stack.toolchain, "doctor");
            await healthy(stack.settings, stack.toolchain, "verify");
        } finally {
            await virtual.moveBack();
        }
        await up();
        assert.deepEqual(await virtual.pairs(), [target.gatewayAddress]);
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("arrive at the floating IP alone, with routing direct, and leave the nodes as they were", async () => {
        const restore = await stack.configure((config) => {
            config["linkerd-multicluster:routing"] = "direct";
        });
        try {
            await up();
            for (const { source, target } of paths.directions) {
                await paths.settle(source, await floatingAddress(target.name), "answers");
                await paths.settle(source, target.gatewayAddress, "is silent");
            }
            for (const node of stack.clusters.flatMap(({ nodes }) => nodes)) {
                assert.equal(await readCounters(node), undefined, node.name);
            }
            await stack.pulumi("preview", "--expect-no-changes");
        } finally {
            await restore();
        }
        await up();
        for (const { source, target } of paths.directions) {
            await paths.settle(source, target.gatewayAddress, "answers");
        }
    });

    it("arrive nowhere after `pulumi destroy`, which leaves nothing in the clusters, on the nodes or in Neutron", async () => {
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        for (const { source, target } of paths.directions) {
            await paths.settle(source, target.gatewayAddress, "is silent");
        }
        await PacketPaths.close(stack);
        assert.deepEqual(await censuses(), empty);
        for (const node of stack.clusters.flatMap(({ nodes }) => nodes)) {
            assert.equal(await readCounters(node), undefined, node.name);
        }
        const ports = await admin.list("ports");
        assert.deepEqual(
            ports.flatMap((port) => port["allowed_address_pairs"]),
            [],
        );
        assert.deepEqual(
            ports.map(({ name }) => name).filter((name) => String(name).includes("gateway")),
            [],
        );
        const floating = await admin.list("floatingips");
        assert.deepEqual(
            floating.map((ip) => ip["floating_ip_address"]).sort(),
            stack.clusters.map(({ masterFloatingIp }) => masterFloatingIp).sort(),
        );
    });
});
