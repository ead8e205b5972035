import type { Finding } from "../../findings/finding";
import type { CloudName } from "../../../stacks/survey/cloudView";
import { configSet } from "../../remedies/configSet";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { CloudCluster } from "./clusters";
import { openstackCommand } from "../../remedies/openstackCommand";
import { isInside } from "./egress";

const REFUSES = "`pulumi up` refuses to run.";
const WORDS: Readonly<Record<CloudName, { what: string; list: string }>> = {
    subnet: { what: "subnet", list: "subnet list" },
    router: { what: "router", list: "router list" },
    securityGroup: { what: "security group", list: "security group list" },
    "floatingIp.pool": { what: "external network", list: "network list --external" },
};

/** What the configuration says of a site and Neutron does not. Pure. */
export function siteFindings(cluster: CloudCluster): Finding[] {
    return [
        ...nameFindings(cluster),
        ...nodeFindings(cluster),
        ...routerFindings(cluster),
        ...subnetFindings(cluster),
    ];
}

function nameFindings({ name, index, config, openstack, cloud, made }: CloudCluster): Finding[] {
    return [...cloud.ambiguous].map(([key, count]): Finding => {
        const value = {
            subnet: openstack.subnet,
            router: openstack.router,
            securityGroup: openstack.securityGroup,
            "floatingIp.pool":
                "pool" in openstack.floatingIp ? openstack.floatingIp.pool : undefined,
        }[key];
        const { what, list } = WORDS[key];
        const named =
            value === undefined ? ` of IPv4 in network ${cloud.network.name}` : ` "${value}"`;
        const kind = count === 0 ? `no ${what}` : `${count} ${what}s`;
        return {
            // What was made goes on without the name.
            severity: made === undefined ? "error" : "warning",
            where: name,
            what: `the project has ${kind}${named}`,
            why: REFUSES,
            remedy: `${openstackCommand(config, list)}\n${configSet(index, `openstack.${key}`, "NAME_OR_ID")}`,
        };
    });
}

function nodeFindings({ name, index, config, cloud }: CloudCluster): Finding[] {
    return (config.nodes?.hosts ?? []).flatMap(({ name: node, address, skipped }, position) => {
        if (skipped || cloud.nodePorts.has(node)) return [];
        const key = `nodes.hosts[${position}].address`;
        return [
            {
                severity: "error" as const,
                where: `${name}/${node}`,
                what: `no port of network ${cloud.network.name} has its address ${address}`,
                why: `Packets to the gateway cannot be let in through it. ${REFUSES}`,
                remedy: `${openstackCommand(config, `port list --network ${cloud.network.id}`)}\n${configSet(index, key, "ADDRESS")}`,
            },
        ];
    });
}

function routerFindings({ name, index, config, openstack, cloud }: CloudCluster): Finding[] {
    const { router, pool } = cloud;
    if (router === undefined) return [];
    if (router.externalNetworkId === "") {
        return [
            {
                severity: "error",
                where: name,
                what: `router ${router.name} has no external gateway`,
                why: "No floating IP leads through it, and its pods reach no other cluster.",
                remedy: `${openstackCommand(config, `router set --external-gateway ${pool?.id ?? "NETWORK"} ${router.id}`)}\n${MAKE_DELETED_AGAIN}`,
            },
        ];
    }
    const { floatingIp } = openstack;
    const existing =
        "address" in floatingIp
            ? cloud.floatingIps.find(({ address }) => address === floatingIp.address)
            : undefined;
    const network = pool?.id ?? existing?.networkId;
    if (network === undefined || network === router.externalNetworkId) return [];
    const [what, key, value] =
        "pool" in floatingIp
            ? [`pool ${floatingIp.pool}`, "pool", router.externalNetworkId]
            : [`floating IP ${floatingIp.address}`, "address", "ADDRESS"];
    return [
        {
            severity: "error",
            where: name,
            what: `router ${router.name} has its gateway in network ${router.externalNetworkId}, and ${what} is of network ${network}`,
            why: `A floating IP of that network does not lead to the nodes. ${REFUSES}`,
            remedy: configSet(index, `openstack.floatingIp.${key}`, value),
        },
    ];
}

function subnetFindings({ name, index, config, cloud }: CloudCluster): Finding[] {
    const { subnet } = cloud;
    const { ip } = config.gateway;
    if (subnet === undefined || ip === undefined || isInside(ip, subnet.cidr)) return [];
    return [
        {
            severity: "error",
            where: name,
            what: `gateway.ip is ${ip}, and the nodes are in subnet ${subnet.name}, ${subnet.cidr}`,
            why: `No node can announce it. ${REFUSES}`,
            remedy: configSet(index, "gateway.ip", `ADDRESS_OF_${subnet.cidr}`),
        },
    ];
}
