import { strict as assert } from "node:assert";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { ClusterAddresses, NodeAddresses } from "../../sandbox/settings/addresses";
import { planAddresses } from "../../sandbox/settings/addresses";
import { startSshd } from "../../sandbox/node/sshd";
import { hostKeyFile, sshFiles } from "../../sandbox/node/sshFiles";
import { stopDaemon } from "../../sandbox/system/processes";
import { NeutronClient } from "./neutronClient";
import { CHAIN, inNode, readCounters } from "./nodeChain";
import { SandboxStack } from "./stack";

/** The part of a cluster's entry that these tests change. */
interface Entry {
    openstack: { network: string; addressPairs: string };
    nodes: {
        hosts: { name: string; address: string; unreachable?: "skip" }[];
        privateKeyPath: string;
        knownHostsPath?: string;
        knownHosts?: string;
        dialErrorLimit?: number;
    };
}

/**
 * What stands in the way between two networks: each stops `up` under a name that says where, and
 * the next `up` continues with what is there. The tests build on each other: the mesh grows.
 */
describe("What stands in the way of an update", function () {
    let stack: SandboxStack;
    let admin: NeutronClient;

    const place = (index: number) => {
        const cluster = stack.clusters[index];
        const [, second, third] = cluster?.nodes ?? [];
        if (cluster === undefined || second === undefined || third === undefined) {
            throw new Error("the suite needs two clusters of three nodes");
        }
        return { cluster, second, third };
    };
    const up = () => stack.pulumi("up", "--yes", "--skip-preview");
    const upFails = (...args: string[]) =>
        stack.pulumiFails("up", "--yes", "--skip-preview", ...args);
    /** Runs `work` with other entries of the clusters. */
    const withEntries = async <T>(
        change: (first: Entry, second: Entry) => void,
        work: () => Promise<T>,
    ): Promise<T> => {
        const restore = await stack.configure((config) => {
            const [first, second] = config["linkerd-multicluster:clusters"] as Entry[];
            if (first !== undefined && second !== undefined) change(first, second);
        });
        try {
            return await work();
        } finally {
            await restore();
        }
    };
    const made = async () =>
        (await stack.resources())
            .map(({ type }) => type)
            .filter((type) => !type.startsWith("pulumi:"));
    /** A failed update names the resource, shows no stack trace and keeps what it made. */
    const assertFailed = (printed: string, ...words: string[]) => {
        for (const word of words) {
            assert.ok(printed.includes(word), `${word} is missing in:\n${printed}`);
        }
        assert.doesNotMatch(printed, /^\s+at /m);
    };
    /** known_hosts of the sandbox with another key for one node. */
    const knownHosts = async (node: NodeAddresses, publicKey: string) => {
        const lines = (await readFile(sshFiles(stack.settings).knownHosts, "utf8")).split("\n");
        const [type = "", key = ""] = publicKey.split(" ");
        return lines
            .map((line) =>
                line.split(/[ ,]/).includes(node.ip) ? `${node.ip} ${type} ${key}` : line,
            )
            .join("\n");
    };
    const publicKeyOf = (node: NodeAddresses, type: "ed25519" | "rsa") =>
        readFile(`${hostKeyFile(stack.settings, node, type)}.pub`, "utf8");
    const portAt = async ({ gatewayAddress, openstack }: ClusterAddresses) => {
        const [network] = await admin.list("networks", { name: openstack.network });
        const [subnet] = await admin.list("subnets", { name: openstack.subnet });
        return admin.create("ports", "port", {
            network_id: network?.id,
            project_id: network?.["project_id"],
            name: "somebody-elses",
            fixed_ips: [{ subnet_id: subnet?.id, ip_address: gatewayAddress }],
        });
    };

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        admin = await NeutronClient.open(stack.settings);
    });

    it("is told all at once where it can be seen beforehand: network, address, node", async () => {
        const { cluster } = place(1);
        const occupied = await portAt(cluster);
        try {
            const printed = await withEntries(
                (first, second) => {
                    first.openstack.network = "nowhere";
                    for (const host of first.nodes.hosts.slice(2)) host.name = "cluster1-node9";
                    second.nodes.hosts.splice(2, 1);
                },
                () => upFails(),
            );
            assertFailed(
                printed,
                'clusters[0].openstack.network is "nowhere"',
                "cluster1-node9",
                "cluster1-node3",
                "somebody-elses",
                "cluster2-node3",
            );
            assert.deepEqual(await made(), []);
        } finally {
            await admin.remove("ports", occupied.id);
        }
    });

    it("is a missing address pair, told with the command for each port's owner", async () => {
        const { cluster } = place(1);
        const printed = await withEntries(
            (_, { openstack }) => {
                openstack.addressPairs = "check";
            },
            () => upFails(),
        );
        const ports = await admin.list("ports", { device_owner: "compute:sandbox" });
        const own = ports.filter(({ name }) => String(name).startsWith(`${cluster.name}-`));
        assert.equal(own.length, cluster.nodes.length);
        assertFailed(
            printed,
            ...own.map(
                ({ id }) =>
                    `openstack port set --allowed-address ip-address=${cluster.gatewayAddress} ${id}`,
            ),
        );
        assert.deepEqual(await made(), []);
    });

    it("is an RSA host key, told before anything is made", async () => {
        const { second } = place(0);
        const text = await knownHosts(second, await publicKeyOf(second, "rsa"));
        const printed = await withEntries(
            ({ nodes }) => {
                delete nodes.knownHostsPath;
                nodes.knownHosts = text;
            },
            () => upFails(),
        );
        assertFailed(printed, second.ip, "ssh-rsa", `ssh-keyscan -t ed25519 ${second.ip}`);
        assert.deepEqual(await made(), []);
    });

    it("is a security group rule that somebody made, told with the command that deletes it", async () => {
        const { externalAddress } = place(0).cluster.router;
        const { cluster } = place(1);
        const [group] = await admin.list("security-groups", {
            name: cluster.openstack.securityGroup,
        });
        const rule = await admin.create("security-group-rules", "security_group_rule", {
            security_group_id: group?.id,
            project_id: group?.["project_id"],
            direction: "ingress",
            ethertype: "IPv4",
            protocol: "tcp",
            port_range_min: 4143,
            port_range_max: 4143,
            remote_ip_prefix: `${externalAddress}/32`,
        });
        try {
            assertFailed(
                await upFails(),
                `clusters[1].openstack.securityGroup is "${cluster.openstack.securityGroup}"`,
                `openstack security group rule delete ${rule.id}`,
            );
        } finally {
            await admin.remove("security-group-rules", rule.id);
        }
        assert.deepEqual(await made(), []);
    });

    it("is an exhausted pool, told at the floating IP", async () => {
        const { external } = planAddresses(stack.settings);
        const [subnet] = await admin.list("subnets", { cidr: external.cidr });
        const before = subnet?.["allocation_pools"];
        const { externalAddress } = place(0).cluster.router;
        // One address, which the first router has.
        await admin.update("subnets", "subnet", String(subnet?.id), {
            allocation_pools: [{ start: externalAddress, end: externalAddress }],
        });
        try {
            // Otherwise the first to fail keeps the ports from being made.
            assertFailed(
                await upFails("--continue-on-error"),
                `${place(1).cluster.name}-gateway-address-floating-ip`,
                "No more IP addresses",
            );
        } finally {
            await admin.update("subnets", "subnet", String(subnet?.id), {
                allocation_pools: before,
            });
        }
        assert.ok((await made()).includes("openstack:networking/port:Port"), "the ports are kept");
    });

    it("is a key that no node knows, at the routes of a node", async () => {
        const { cluster } = place(0);
        const wrong = join(stack.settings.stateDir, "wrong-key");
        await rm(wrong, { force: true });
        await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", wrong]);
        try {
            const printed = await withEntries(
                ({ nodes }) => {
                    nodes.privateKeyPath = wrong;
                    nodes.dialErrorLimit = 1;
                },
                () => upFails(),
            );
            assertFailed(
                printed,
                `${cluster.name}-routes-${cluster.name}-node`,
                "unable to authenticate",
            );
        } finally {
            await rm(wrong, { force: true });
            await rm(`${wrong}.pub`, { force: true });
        }
    });

    it("is a node whose SSH port is closed, at the routes of that node", async () => {
        const { cluster, third } = place(0);
        await stopDaemon(stack.settings, `${third.name}-sshd`);
        try {
            assertFailed(await upFails(), `${cluster.name}-routes-${third.name}`);
        } finally {
            await startSshd(stack.settings, third);
        }
    });

    it("is a host key that has changed, at the routes of that node", async () => {
        const { cluster, second, third } = place(0);
        const text = await knownHosts(second, await publicKeyOf(third, "ed25519"));
        const printed = await withEntries(
            ({ nodes }) => {
                delete nodes.knownHostsPath;
                nodes.knownHosts = text;
                nodes.dialErrorLimit = 1;
            },
            () => upFails(),
        );
        assertFailed(printed, `${cluster.name}-routes-${second.name}`, "host key mismatch");
    });

    it("is passed by with `unreachable: skip`: neither `up` nor `destroy` dials that node", async () => {
        const { third } = place(0);
        await up();
        const rules = Object.keys((await readCounters(third)) ?? {});
        await stopDaemon(stack.settings, `${third.name}-sshd`);
        try {
            await withEntries(
                ({ nodes }) => {
                    for (const host of nodes.hosts) {
                        if (host.name === third.name) host.unreachable = "skip";
                    }
                },
                async () => {
                    await up();
                    await stack.pulumi("preview", "--expect-no-changes");
                },
            );
            await stack.pulumi("destroy", "--yes", "--skip-preview");
            assert.deepEqual(await stack.resources(), []);
            // Nobody has told the node.
            assert.deepEqual(Object.keys((await readCounters(third)) ?? {}), rules);
        } finally {
            await startSshd(stack.settings, third);
            await inNode(third, "iptables", "--wait", "-t", "nat", "-F", CHAIN);
        }
    });
});
