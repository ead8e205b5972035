import { DESCRIPTION } from "../../../components/openstack/names";
import type { ClusterAddresses } from "../../../sandbox/settings/addresses";
import type { NeutronObject } from "../neutronClient";
import type { Fault, Scene } from "./fault";
import { UNREACHED } from "./gatewayFaults";

async function one(
    { admin }: Scene,
    collection: string,
    query: Readonly<Record<string, string>>,
): Promise<NeutronObject> {
    const [object] = await admin.list(collection, query);
    if (object === undefined) throw new Error(`no ${collection} with ${JSON.stringify(query)}`);
    return object;
}

/** The port that has an address. */
function portOf(scene: Scene, ip: string): Promise<NeutronObject> {
    return one(scene, "ports", { fixed_ips: `ip_address=${ip}` });
}

function lastPort(scene: Scene, { nodes }: ClusterAddresses): Promise<NeutronObject> {
    return portOf(scene, nodes.at(-1)?.ip ?? "");
}

/** What the stack made in Neutron, and somebody took away. */
export const CLOUD_FAULTS: readonly Fault[] = [
    {
        title: "a rule of the security group is gone",
        code: "security-group-rule-missing",
        where: ({ second }) => second.name,
        what: /4143/,
        inject: async ({ admin, first }) => {
            const rules = await admin.list("security-group-rules", {
                remote_ip_prefix: `${first.router.externalAddress}/32`,
                port_range_min: "4143",
            });
            for (const { id } of rules) await admin.remove("security-group-rules", id);
        },
    },
    {
        title: "the floating IP leads nowhere",
        code: "floating-ip-misdirected",
        where: ({ second }) => second.name,
        what: /leads nowhere/,
        also: UNREACHED,
        inject: async (scene) => {
            const { id } = await one(scene, "floatingips", {
                fixed_ip_address: scene.second.gatewayAddress,
            });
            await scene.admin.update("floatingips", "floatingip", id, { port_id: null });
        },
    },
    {
        title: "a node's port without the address pair",
        code: "address-pair-missing",
        where: ({ second }) => second.name,
        what: /address pair/,
        also: UNREACHED,
        inject: async (scene) => {
            const { id } = await lastPort(scene, scene.second);
            await scene.admin.update("ports", "port", id, { allowed_address_pairs: [] });
        },
    },
    {
        title: "the port that reserves a gateway's address is gone",
        code: "gateway-port-missing",
        where: ({ first }) => first.name,
        what: /reserves/,
        also: UNREACHED,
        inject: async (scene) => {
            const { id } = await portOf(scene, scene.first.gatewayAddress);
            await scene.admin.remove("ports", id);
        },
    },
];

/** Makes something in the project of a cluster as the program would, under the name of a cluster that is gone. */
async function leave(
    scene: Scene,
    collection: string,
    kind: string,
    fields: Readonly<Record<string, unknown>>,
): Promise<NeutronObject> {
    const { id, project_id } = await one(scene, "networks", {
        name: scene.first.openstack.network,
    });
    return scene.admin.create(collection, kind, {
        description: DESCRIPTION,
        project_id,
        ...(kind === "port" ? { network_id: id } : {}),
        ...fields,
    });
}

/** What the program made and no stack holds. */
export const CLOUD_LEFTOVERS: readonly Fault[] = [
    {
        title: "a floating IP that no stack holds",
        code: "floating-ip-leftover",
        where: ({ first }) => first.name,
        what: /floating IPs/,
        inject: async (scene) => {
            const { floating_network_id } = await one(scene, "floatingips", {
                fixed_ip_address: scene.first.gatewayAddress,
            });
            await leave(scene, "floatingips", "floatingip", { floating_network_id });
        },
    },
    {
        title: "a port that no stack holds",
        code: "gateway-port-leftover",
        where: ({ first }) => first.name,
        what: /linkerd-gateway-gone/,
        inject: (scene) => leave(scene, "ports", "port", { name: "linkerd-gateway-gone" }),
    },
    {
        title: "a security group that no stack holds, on the port of a node",
        code: "security-group-leftover",
        where: ({ first }) => first.name,
        what: /linkerd-gateway-gone/,
        inject: async (scene) => {
            const group = await leave(scene, "security-groups", "security_group", {
                name: "linkerd-gateway-gone",
            });
            const { id, security_groups } = await lastPort(scene, scene.first);
            await scene.admin.update("ports", "port", id, {
                security_groups: [...(security_groups as string[]), group.id],
            });
        },
    },
    {
        title: "a rule for a peer that is gone",
        code: "security-group-rule-leftover",
        where: ({ first }) => first.name,
        what: /203\.0\.113\.9/,
        inject: async (scene) => {
            const { id } = await one(scene, "security-groups", {
                name: scene.first.openstack.securityGroup,
            });
            await leave(scene, "security-group-rules", "security_group_rule", {
                security_group_id: id,
                direction: "ingress",
                ethertype: "IPv4",
                protocol: "tcp",
                port_range_min: 4143,
                port_range_max: 4143,
                remote_ip_prefix: "203.0.113.9/32",
            });
        },
    },
];
