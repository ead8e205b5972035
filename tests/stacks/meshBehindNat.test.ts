import assert from "node:assert/strict";
import { clusterBehindNat, everyRouting, meshConfig, twoBehindNat } from "../support/fixtures";
import { once } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";
import { isMap, reveal, UNKNOWN } from "../support/values";

const two = once(() => recordMesh(twoBehindNat));
const mixed = once(() => recordMesh(everyRouting));

describe("Mesh of two clusters behind NAT, with routing dnat", () => {
    it("gives each gateway a port, a floating IP and the rules for its peer", async () => {
        const name = "east-gateway-address";
        assert.deepEqual((await two()).below(name), [
            ["openstack:networking/port:Port", `${name}-port`],
            ["openstack:networking/floatingIp:FloatingIp", `${name}-floating-ip`],
            ["openstack:networking/floatingIpAssociate:FloatingIpAssociate", `${name}-association`],
            ["pulumi-nodejs:dynamic/linkerd-multicluster:openstack:GatewayRules", `${name}-rules`],
        ]);
        const peer = ["203.0.113.2", "203.0.113.102"];
        assert.deepEqual(at(await two(), `${name}-rules`, "allow"), {
            4143: peer,
            4191: peer,
            6443: peer,
        });
    });

    it("makes all of it with the provider of the cluster's own cloud", async () => {
        const { resources } = await two();
        const inOpenStack = resources.filter(({ type }) => type.startsWith("openstack:"));
        assert.equal(inOpenStack.length, 6);
        for (const { name, provider } of inOpenStack) {
            assert.equal(provider, `${name.split("-")[0] ?? ""}-openstack`, name);
        }
    });

    it("reserves the pinned address before the load balancer can announce it", async () => {
        const { get } = await two();
        assert.ok(
            get("east-multicluster-release").dependencies.includes("east-gateway-address-port"),
        );
    });

    it("has rules on every node for the other cluster's gateway", async () => {
        const { resources } = await two();
        assert.deepEqual(
            resources.flatMap(({ type, name }) =>
                type === "command:remote:Command" ? [name] : [],
            ),
            [
                "east-routes-east-master-command",
                "east-routes-east-worker-command",
                "west-routes-west-master-command",
                "west-routes-west-worker-command",
            ],
        );
    });

    it("makes a node's rules children of the mesh, which wait for the association alone", async () => {
        const { get } = await two();
        assert.equal(get("east-routes-east-worker").parent, "mesh");
        assert.deepEqual(get("east-routes-east-worker-command").dependsOn, [
            "west-gateway-address-association",
        ]);
    });

    it("writes private address and floating IP of the peer into them", async () => {
        const script = String(at(await two(), "east-routes-east-worker-command", "stdin"));
        const rules = script.split("\n").filter((line) => line.startsWith("-A LINKERD-"));
        const floating = at(await two(), "west-gateway-address-association", "floatingIp");
        assert.deepEqual(
            rules.map((rule) =>
                /-d (\S+) .*--dport (\d+) .*--to-destination (\S+)$/.exec(rule)?.slice(1),
            ),
            [
                ["10.2.0.200/32", "4143", floating],
                ["10.2.0.200/32", "4191", floating],
            ],
        );
    });

    it("puts the private address into the Link, known already in a first preview", async () => {
        const preview = await recordMesh(twoBehindNat, { mode: "preview" });
        for (const recording of [await two(), preview]) {
            const address = at(recording, "east-to-west-link", "spec", "gatewayAddress");
            assert.equal(address, "10.2.0.200");
        }
        assert.deepEqual(preview.list, (await two()).list);
    });

    it("makes a Link when its packets arrive: after association, admission and node rules", async () => {
        const { get } = await two();
        const name = "west-gateway-address";
        assert.deepEqual(
            [...get("east-to-west-link").dependsOn].sort(),
            [
                "east-multicluster-release",
                "east-routes-east-master-command",
                "east-routes-east-worker-command",
                `${name}-association`,
                `${name}-rules`,
            ].sort(),
        );
    });

    it("shows both addresses of each gateway", async () => {
        const { clusters } = (await two()).outputs;
        assert.ok(isMap(clusters) && isMap(clusters["west"]));
        const floating = at(await two(), "west-gateway-address-association", "floatingIp");
        assert.deepEqual(
            [clusters["west"]["gatewayAddress"], clusters["west"]["floatingAddress"]],
            ["10.2.0.200", floating],
        );
    });
});

describe("Mesh with every routing", () => {
    const addressOf = async (link: string) =>
        at(await mixed(), `${link}-link`, "spec", "gatewayAddress");

    it("puts into each Link the address that its routing says", async () => {
        assert.deepEqual(
            {
                direct: await addressOf("east-to-west"),
                dnat: await addressOf("west-to-east"),
                none: await addressOf("east-to-west-2"),
            },
            {
                direct: "203.0.113.202",
                dnat: "10.1.0.200",
                none: "gateway-ip-of-west-2",
            },
        );
    });

    it("touches only nodes that a link with routing dnat starts from", async () => {
        const { resources } = await mixed();
        assert.deepEqual(
            resources.flatMap(({ type, name }) =>
                type === "command:remote:Command" ? [name] : [],
            ),
            ["west-routes-west-master-command", "west-routes-west-worker-command"],
        );
    });

    it("has a node's rules wait for the Links of its cluster that need none", async () => {
        const { get } = await mixed();
        // A link that was rewritten until now goes its new way before its rule goes.
        assert.deepEqual(get("west-routes-west-master-command").dependsOn, [
            "east-gateway-address-association",
            "west-to-west-2-link",
        ]);
    });

    it("makes no port and no floating IP for a cluster whose gateway is public", async () => {
        const { list } = await mixed();
        assert.deepEqual(
            list.filter(
                ([type, name]) => type.startsWith("openstack:") && name.startsWith("west-2-"),
            ),
            [],
        );
    });

    it("admits the configured egress addresses of a cluster outside OpenStack", async () => {
        const admitted = at(await mixed(), "east-gateway-address-rules", "allow", "4143");
        assert.ok(Array.isArray(admitted) && admitted.includes("203.0.113.3"));
    });

    it("reads the address of a gateway first where none is pinned, then makes its port", async () => {
        const { get } = await mixed();
        assert.ok(
            get("west-gateway-address-port").dependencies.includes("west-multicluster-gateway"),
        );
        const preview = await recordMesh(everyRouting, { mode: "preview" });
        assert.deepEqual(at(preview, "west-gateway-address-port", "fixedIps"), [
            { subnetId: "id of the subnet of west", ipAddress: UNKNOWN },
        ]);
    });
});

describe("Mesh of two clusters that share a security group", () => {
    it("makes each rule once, and has every link wait for the rules of both", async () => {
        const { list, get } = await recordMesh(
            () => meshConfig([clusterBehindNat("east"), clusterBehindNat("west")]),
            {},
            (found) => ({ ...found, securityGroupId: "id of the one group" }),
        );
        const rules = list.flatMap(([type, name]) =>
            type.endsWith(":GatewayRules") ? [name] : [],
        );
        assert.deepEqual(rules, ["east-gateway-address-rules"]);
        assert.ok(get("east-to-west-link").dependsOn.includes("east-gateway-address-rules"));
    });
});

describe("Mesh with a node that is skipped", () => {
    it("keeps its Command, with nothing to run", async () => {
        const recording = await recordMesh(() => {
            const east = clusterBehindNat("east");
            const nodes = east.nodes;
            if (nodes === undefined) throw new Error("the fixture has nodes");
            const hosts = nodes.hosts.map((host) => ({
                ...host,
                skipped: host.name === "east-worker",
            }));
            return meshConfig([{ ...east, nodes: { ...nodes, hosts } }, clusterBehindNat("west")]);
        });
        const inputs = reveal(recording.get("east-routes-east-worker-command").inputs);
        assert.ok(isMap(inputs));
        assert.deepEqual(
            ["create", "update", "delete", "stdin"].filter((key) => key in inputs),
            [],
        );
        assert.ok(isMap(inputs["connection"]) && inputs["connection"]["host"] === "10.1.0.12");
    });
});
