import { DESCRIPTION, gatewayPortName } from "../../../components/openstack/names";
import type { Finding } from "../../findings/finding";
import { configSet } from "../../remedies/configSet";
import { seenPorts, type CloudCluster } from "./clusters";
import { openstackCommand } from "../../remedies/openstackCommand";

/** What an `up` is still to take of something that may be used up. */
interface Need {
    /** Clusters with one value take of the same: a project, or a pool. */
    readonly of: string;
    readonly cluster: string;
    readonly what: string;
    readonly free: number;
    readonly remedy: (count: number) => string;
}

const FAILS = "`pulumi up` fails when it makes the gateway's address.";

/** Whether `pulumi up` finds room for what it makes. Pure. */
export function roomFindings(clusters: readonly CloudCluster[]): Finding[] {
    return [
        ...clusters.flatMap((cluster) => [
            ...occupiedAddress(cluster),
            ...existingAddress(cluster),
            ...unfilteredPorts(cluster),
        ]),
        ...shortages(clusters.flatMap(needs)),
    ];
}

function hasOwnPort({ name, cloud }: CloudCluster): boolean {
    return cloud.gatewayPort?.name === gatewayPortName(name);
}

function occupiedAddress(cluster: CloudCluster): Finding[] {
    const { name, index, config, cloud } = cluster;
    const { gatewayPort, subnet } = cloud;
    if (gatewayPort === undefined || hasOwnPort(cluster)) return [];
    const whose = gatewayPort.name === "" ? "" : `, ${gatewayPort.name},`;
    const range = subnet === undefined ? "" : `_OF_${subnet.cidr}`;
    return [
        {
            severity: "error",
            where: name,
            what: `port ${gatewayPort.id}${whose} has ${config.gateway.ip ?? ""}, the address of gateway.ip`,
            why: "`pulumi up` refuses to run.",
            remedy: configSet(index, "gateway.ip", `FREE_ADDRESS${range}`),
        },
    ];
}

function existingAddress(cluster: CloudCluster): Finding[] {
    const { name, index, config, openstack, cloud } = cluster;
    const { floatingIp } = openstack;
    if (!("address" in floatingIp)) return [];
    const found = cloud.floatingIps.find(({ address }) => address === floatingIp.address);
    const why = "`pulumi up` refuses to run.";
    if (found === undefined) {
        const key = "openstack.floatingIp.address";
        return [
            {
                severity: "error",
                where: name,
                what: `the project has no floating IP ${floatingIp.address}`,
                why,
                remedy: `${openstackCommand(config, "floating ip list")}\n${configSet(index, key, "ADDRESS")}`,
            },
        ];
    }
    const isOurs = hasOwnPort(cluster) && found.portId === cloud.gatewayPort?.id;
    if (found.portId === "" || isOurs) return [];
    return [
        {
            severity: "error",
            where: name,
            what: `floating IP ${floatingIp.address} belongs to port ${found.portId}, ${found.fixedIp}`,
            why,
            remedy: openstackCommand(config, `floating ip unset --port ${floatingIp.address}`),
        },
    ];
}

/** A port without port security takes neither pairs nor groups. */
function unfilteredPorts({ name, index, openstack, config, cloud }: CloudCluster): Finding[] {
    const { addressPairs, securityGroup } = openstack;
    const nodes = seenPorts(config, cloud).flatMap(({ node, port }) =>
        port.portSecurityEnabled ? [] : [node],
    );
    const remedies = [
        ...(addressPairs === "manage" ? [configSet(index, "openstack.addressPairs", "none")] : []),
        ...(securityGroup === undefined
            ? [configSet(index, "openstack.securityGroup", "NAME_OR_ID")]
            : []),
    ];
    if (nodes.length === 0 || remedies.length === 0) return [];
    return [
        {
            severity: "error",
            where: name,
            what: `the ports of these nodes have no port security, so take neither address pairs nor a group: ${nodes.join(", ")}`,
            why: "`pulumi up` fails when it changes them.",
            remedy: remedies.join("\n"),
        },
    ];
}

function needs(cluster: CloudCluster): Need[] {
    const { name, config, openstack, cloud } = cluster;
    const { quotas, pool, freePoolAddresses, projectId } = cloud;
    const hasAddress = cloud.floatingIps.some(
        ({ description, portId }) =>
            description === DESCRIPTION && hasOwnPort(cluster) && portId === cloud.gatewayPort?.id,
    );
    const takesAddress = "pool" in openstack.floatingIp && !hasAddress;
    const quota = (
        what: string,
        option: string,
        { limit, used }: { readonly limit: number; readonly used: number },
    ): Need[] =>
        limit < 0
            ? []
            : [
                  {
                      of: `${openstack.cloud.authUrl} ${projectId} ${option}`,
                      cluster: name,
                      what: `of the project's quota of ${limit} ${what} ${used} are used`,
                      free: Math.max(0, limit - used),
                      remedy: (count) =>
                          `openstack quota set --${option} ${used + count} ${projectId}  # as an administrator`,
                  },
              ];
    return [
        ...(hasOwnPort(cluster) || quotas === undefined
            ? []
            : quota("ports", "ports", quotas.port)),
        ...(takesAddress && quotas !== undefined
            ? quota("floating IPs", "floating-ips", quotas.floatingip)
            : []),
        ...(takesAddress && pool !== undefined && freePoolAddresses !== undefined
            ? [
                  {
                      of: `${openstack.cloud.authUrl} ${pool.id}`,
                      cluster: name,
                      what: `pool ${pool.name} has ${freePoolAddresses} free addresses`,
                      free: freePoolAddresses,
                      remedy: () =>
                          openstackCommand(
                              config,
                              `floating ip list --network ${pool.id} --status DOWN  # delete one that nobody needs`,
                          ),
                  },
              ]
            : []),
    ];
}

function shortages(all: readonly Need[]): Finding[] {
    return [...new Set(all.map(({ of }) => of))].flatMap((of): Finding[] => {
        const takers = all.filter((need) => need.of === of);
        const [first] = takers;
        if (first === undefined || takers.length <= first.free) return [];
        return [
            {
                severity: "error",
                where: takers.map(({ cluster }) => cluster).join(", "),
                what: `${first.what}, and \`pulumi up\` needs ${takers.length} more`,
                why: FAILS,
                remedy: first.remedy(takers.length),
            },
        ];
    });
}
