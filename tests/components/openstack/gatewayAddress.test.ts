import assert from "node:assert/strict";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import {
    GatewayAddress,
    type GatewayAddressArgs,
} from "../../../components/openstack/gatewayAddress";
import { floatingIpOf } from "../../support/openstackAnswers";
import { once, record, type RecordOptions } from "../../support/record";
import { secret, UNKNOWN } from "../../support/values";

const NODE_PORTS = [
    {
        node: "master1",
        address: "192.168.0.11",
        portId: "port-1",
        addressPairs: [],
        skipped: false,
    },
    {
        node: "worker1",
        address: "192.168.0.12",
        portId: "port-2",
        addressPairs: ["192.168.0.150"],
        skipped: false,
    },
];
const PLACEMENT = {
    networkId: "network",
    subnetId: "subnet",
    nodePorts: NODE_PORTS,
    floatingIp: { pool: "public" },
};
const NAME = "east-gateway-address";

function gateway(changes: Partial<GatewayAddressArgs> = {}, options: RecordOptions = {}) {
    return record(() => {
        const provider = new openstack.Provider("east-openstack", { authUrl: "https://cloud" });
        const { floatingAddress } = new GatewayAddress(
            NAME,
            {
                cluster: "east",
                stack: "prod",
                address: "192.168.0.150",
                placement: PLACEMENT,
                ingress: [
                    { port: 4143, address: "203.0.113.5" },
                    { port: 6443, address: "203.0.113.5" },
                ],
                addressPairs: "check",
                cloud: { authUrl: "https://cloud", password: pulumi.secret("pass") },
                protectFloatingIp: false,
                ...changes,
            },
            { providers: { openstack: provider } },
        );
        return { floatingAddress };
    }, options);
}

const pooled = once(() => gateway());
const managed = once(() => gateway({ addressPairs: "manage" }));

describe("GatewayAddress", () => {
    it("is port, floating IP, association, and a group with its rules on every node's port", async () => {
        assert.deepEqual((await pooled()).below(NAME), [
            ["openstack:networking/port:Port", `${NAME}-port`],
            ["openstack:networking/floatingIp:FloatingIp", `${NAME}-floating-ip`],
            ["openstack:networking/floatingIpAssociate:FloatingIpAssociate", `${NAME}-association`],
            ["openstack:networking/secGroup:SecGroup", `${NAME}-group`],
            [
                "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
                `${NAME}-member-192-168-0-11`,
            ],
            [
                "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
                `${NAME}-member-192-168-0-12`,
            ],
            ["pulumi-nodejs:dynamic/linkerd-multicluster:openstack:GatewayRules", `${NAME}-rules`],
        ]);
    });

    it("makes everything with the cluster's own provider", async () => {
        const { below, get } = await pooled();
        const made = below(NAME).filter(([type]) => type.startsWith("openstack:"));
        assert.equal(made.length, 6);
        for (const [, name] of made) assert.equal(get(name).provider, "east-openstack");
    });

    it("reserves the address with a port that is known again by its name", async () => {
        const { inputs, options } = (await pooled()).get(`${NAME}-port`);
        assert.deepEqual(inputs, {
            name: "linkerd-gateway-east",
            description: "Linkerd gateway, made by Pulumi: prod/east",
            networkId: "network",
            fixedIps: [{ subnetId: "subnet", ipAddress: "192.168.0.150" }],
            noSecurityGroups: true,
        });
        // Neutron refuses another address while the port has a floating IP; the real engine's
        // tests change one.
        assert.deepEqual(options, { replaceOnChanges: ["fixedIps"] });
    });

    it("adopts port and group that an interrupted update made, without what cannot be read back", async () => {
        const own = { ownPortId: "port-7", ownGroupId: "group-7" };
        const { get } = await gateway({ placement: { ...PLACEMENT, ...own } });
        assert.deepEqual(get(`${NAME}-port`).options, {
            replaceOnChanges: ["fixedIps"],
            ignoreChanges: ["fixedIps", "noSecurityGroups"],
            import: "port-7",
        });
        assert.deepEqual(get(`${NAME}-group`).options, {
            ignoreChanges: ["deleteDefaultRules"],
            import: "group-7",
        });
    });

    it("adopts the floating IP that an interrupted update took", async () => {
        const floatingIp = { pool: "public", adopted: "id-of-it" };
        const { get } = await gateway({ placement: { ...PLACEMENT, floatingIp } });
        assert.deepEqual(get(`${NAME}-floating-ip`).options, {
            import: "id-of-it",
            protect: false,
        });
    });

    it("takes the floating IP from the pool and associates it with the port", async () => {
        const { get } = await pooled();
        assert.deepEqual(get(`${NAME}-floating-ip`).inputs, {
            pool: "public",
            description: "Linkerd gateway, made by Pulumi: prod/east",
        });
        assert.deepEqual(get(`${NAME}-floating-ip`).options, { protect: false });
        const association = get(`${NAME}-association`);
        assert.deepEqual(association.inputs, {
            floatingIp: floatingIpOf(`${NAME}-floating-ip`),
            portId: `${NAME}-port-id`,
            fixedIp: "192.168.0.150",
        });
        assert.deepEqual(association.options, { deleteBeforeReplace: true });
    });

    it("protects a floating IP from the pool where it is asked to", async () => {
        const { get } = await gateway({ protectFloatingIp: true });
        assert.deepEqual(get(`${NAME}-floating-ip`).options, { protect: true });
        assert.equal(get(`${NAME}-port`).options.protect, undefined);
    });

    it("only associates an address that the project has, and never owns it", async () => {
        const { get, list } = await gateway({
            placement: { ...PLACEMENT, floatingIp: { address: "203.0.113.30" } },
            protectFloatingIp: true,
        });
        assert.deepEqual(get(`${NAME}-association`).inputs["floatingIp"], "203.0.113.30");
        assert.deepEqual(
            list.filter(([type]) => type === "openstack:networking/floatingIp:FloatingIp"),
            [],
        );
    });

    it("adds a group without egress rules to the groups that a node's port has", async () => {
        const { get } = await pooled();
        assert.deepEqual(get(`${NAME}-group`).inputs, {
            name: "linkerd-gateway-east",
            description: "Linkerd gateway, made by Pulumi: prod/east",
            deleteDefaultRules: true,
        });
        assert.deepEqual(get(`${NAME}-member-192-168-0-11`).inputs, {
            portId: "port-1",
            securityGroupIds: [`${NAME}-group-id`],
            enforce: false,
        });
    });

    it("lets each peer's address in, by itself, with the credentials secret", async () => {
        const { inputs } = (await pooled()).get(`${NAME}-rules`);
        assert.deepEqual(inputs, {
            __provider: inputs["__provider"],
            credentials: secret('{"authUrl":"https://cloud","password":"pass"}'),
            securityGroupId: `${NAME}-group-id`,
            description: "Linkerd gateway, made by Pulumi: prod/east",
            allow: { 4143: ["203.0.113.5"], 6443: ["203.0.113.5"] },
        });
    });

    it("has no rules where nobody is to be let in", async () => {
        const { below } = await gateway({ ingress: [] });
        const names = below(NAME).map(([, name]) => name);
        assert.ok(!names.includes(`${NAME}-rules`));
    });

    it("puts the rules into the operator's group, and makes none of its own", async () => {
        const { below, get } = await gateway({
            placement: { ...PLACEMENT, securityGroupId: "theirs" },
        });
        assert.deepEqual(
            below(NAME).map(([, name]) => name.slice(NAME.length)),
            ["-port", "-floating-ip", "-association", "-rules"],
        );
        const { inputs } = get(`${NAME}-rules`);
        assert.equal(inputs["securityGroupId"], "theirs");
    });

    for (const [there, found] of [
        [[4143, 6443], undefined],
        [[4143, 4191], true],
    ] as const) {
        it(`says ${found ? "that one is missing" : "nothing"} where the operator's group has rules for ${there.join(" and ")}`, async () => {
            const rulesThere = there.map((port) => ({ port, address: "203.0.113.5" }));
            const { get } = await gateway({
                placement: { ...PLACEMENT, securityGroupId: "theirs", rulesThere },
            });
            assert.equal(get(`${NAME}-rules`).inputs["foundMissing"], found);
        });
    }

    it("adds an address pair to every node's port where it manages them, credentials secret", async () => {
        const { below, get } = await managed();
        assert.deepEqual(
            below(NAME)
                .map(([, name]) => name)
                .filter((name) => name.includes("-pair-")),
            [`${NAME}-pair-192-168-0-11`, `${NAME}-pair-192-168-0-12`],
        );
        const { inputs } = get(`${NAME}-pair-192-168-0-11`);
        assert.deepEqual(inputs, {
            __provider: inputs["__provider"],
            credentials: secret('{"authUrl":"https://cloud","password":"pass"}'),
            portId: "port-1",
            address: "192.168.0.150",
        });
    });

    it("shows the floating IP only once it is associated", async () => {
        const shown = { floatingAddress: UNKNOWN };
        assert.deepEqual((await gateway({}, { mode: "preview" })).outputs, shown);
        const { outputs, get } = await pooled();
        const floatingAddress = floatingIpOf(`${NAME}-floating-ip`);
        assert.deepEqual(outputs, { ...shown, floatingAddress });
        assert.deepEqual(get(NAME).outputs, { ...shown, floatingAddress });
    });

    describe("with an address that is read", () => {
        const read = (address: string, changes: Partial<GatewayAddressArgs> = {}) =>
            gateway({ address: pulumi.output(address), ...changes });

        it("fails before the port is made where a node's port lacks the pair", async () => {
            const message =
                "east: its gateway has 192.168.0.150: no allowed address pair lets these nodes send from it: master1; " +
                "the owner of their ports runs 'openstack port set --allowed-address ip-address=192.168.0.150 port-1', " +
                "or addressPairs manage lets this program do it.";
            await assert.rejects(read("192.168.0.150"), (error: Error) => {
                // The SDK puts the name of the port's property before it.
                assert.ok(error.message.endsWith(`: ${message}`), error.message);
                return true;
            });
        });

        it("goes on where every port has it", async () => {
            const nodePorts = NODE_PORTS.slice(1);
            const { get } = await read("192.168.0.150", { placement: { ...PLACEMENT, nodePorts } });
            assert.deepEqual(get(`${NAME}-port`).inputs["fixedIps"], [
                { subnetId: "subnet", ipAddress: "192.168.0.150" },
            ]);
        });

        for (const addressPairs of ["manage", "none"] as const) {
            it(`does not look at pairs with addressPairs ${addressPairs}`, async () => {
                const { get } = await read("192.168.0.150", { addressPairs });
                assert.equal(get(`${NAME}-association`).inputs["fixedIp"], "192.168.0.150");
            });
        }
    });

    it("believes a pinned address, which was checked before", async () => {
        const { get } = await pooled();
        assert.deepEqual(get(`${NAME}-port`).inputs["fixedIps"], [
            { subnetId: "subnet", ipAddress: "192.168.0.150" },
        ]);
    });
});
