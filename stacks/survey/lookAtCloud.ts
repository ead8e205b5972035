import { gatewayGroupName, gatewayPortName } from "../../components/openstack/names";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import { CloudFinder } from "./cloudFinder";
import * as neutron from "./neutronObjects";
import type { NeutronReader } from "./neutronReader";
import type { CloudView } from "./cloudView";

export type Project = NonNullable<PlainClusterConfig["openstack"]>;
export interface Network {
    readonly id: string;
    readonly name: string;
}
interface Subnet extends Network {
    readonly cidr: string;
    readonly gateway_ip: string | null;
}

/** How many addresses one question may hold: servers refuse URLs of more than 8 KiB. */
const ADDRESSES_PER_QUESTION = 100;

/** What is looked for. */
export interface CloudLookOptions {
    /** Whether quotas and free addresses are asked for too. */
    readonly room?: boolean;
}

/** Asks Neutron for everything of one cluster, whose network is found. */
export async function lookAtCloud(
    { name, gateway, nodes }: PlainClusterConfig,
    openstack: Project,
    { id, name: networkName }: Network,
    reader: NeutronReader,
    finder: CloudFinder,
    { room = false }: CloudLookOptions,
): Promise<CloudView> {
    const inNetwork = { network_id: id };
    const portsAt = async (addresses: readonly string[]) => {
        const chunks = Array.from(
            { length: Math.ceil(addresses.length / ADDRESSES_PER_QUESTION) },
            (_, index) =>
                addresses.slice(index * ADDRESSES_PER_QUESTION).slice(0, ADDRESSES_PER_QUESTION),
        );
        const lists = await Promise.all(
            chunks.map((chunk) =>
                reader.list<neutron.NeutronPort>("ports", {
                    ...inNetwork,
                    fixed_ips: chunk.map((address) => `ip_address=${address}`),
                }),
            ),
        );
        return lists.flat().map(neutron.portOf);
    };
    const { hosts = [] } = nodes ?? {};
    const { ip } = gateway;
    const [place, ports, own, floatingIps, pool, securityGroup, details] = await Promise.all([
        findPlace(openstack, id, reader, finder),
        portsAt([...hosts.map(({ address }) => address), ...(ip === undefined ? [] : [ip])]),
        reader.list<neutron.NeutronPort>("ports", { ...inNetwork, name: gatewayPortName(name) }),
        reader.list<neutron.NeutronFloatingIp>("floatingips", { project_id: reader.projectId }),
        findPool(openstack, reader, finder, room),
        findGroup(name, openstack, reader, finder),
        room ? reader.readIfAllowed(`quotas/${reader.projectId}/details.json`) : undefined,
    ]);
    const at = (address: string) => ports.find(({ fixedIps }) => fixedIps.includes(address));
    const gatewayPort = ip === undefined ? own.map(neutron.portOf)[0] : at(ip);
    const quotas = neutron.quotasOf(details);
    return {
        projectId: reader.projectId,
        network: { id, name: networkName },
        ...place,
        nodePorts: new Map(
            hosts.flatMap((host) => {
                const port = at(host.address);
                return port === undefined ? [] : [[host.name, port] as const];
            }),
        ),
        ...(gatewayPort === undefined ? {} : { gatewayPort }),
        ownPortIds: own.map((port) => port.id),
        floatingIps: floatingIps.map(neutron.floatingIpOf),
        ...pool,
        ...(quotas === undefined ? {} : { quotas }),
        ...(securityGroup === undefined
            ? {}
            : { securityGroup: neutron.securityGroupOf(securityGroup) }),
        ambiguous: finder.ambiguous,
    };
}

/** The nodes' subnet, and its router. */
async function findPlace(
    { subnet: named, router: given }: Project,
    networkId: string,
    reader: NeutronReader,
    finder: CloudFinder,
): Promise<Pick<CloudView, "subnet" | "router">> {
    const inNetwork = { network_id: networkId };
    const subnet = finder.only(
        "subnet",
        named === undefined
            ? await reader.list<Subnet>("subnets", { ...inNetwork, ip_version: "4" })
            : await finder.byNameOrId<Subnet>("subnets", named, inNetwork),
    );
    const router =
        given === undefined
            ? await routerAt(networkId, subnet?.gateway_ip, reader)
            : finder.only(
                  "router",
                  await finder.byNameOrId<neutron.NeutronRouter>("routers", given),
              );
    return {
        ...(subnet === undefined
            ? {}
            : { subnet: { id: subnet.id, name: subnet.name, cidr: subnet.cidr } }),
        ...(router === undefined ? {} : { router: neutron.routerOf(router) }),
    };
}

/** The router whose port has the subnet's gateway address, as far as the project may see it. */
async function routerAt(
    networkId: string,
    gatewayIp: string | null | undefined,
    reader: NeutronReader,
): Promise<neutron.NeutronRouter | undefined> {
    if (typeof gatewayIp !== "string") return undefined;
    const [port] = await reader.list<neutron.NeutronPort>("ports", {
        network_id: networkId,
        fixed_ips: `ip_address=${gatewayIp}`,
    });
    if (port?.device_owner.startsWith("network:") !== true) return undefined;
    const [router] = await reader.list<neutron.NeutronRouter>("routers", { id: port.device_id });
    return router;
}

async function findPool(
    { floatingIp }: Project,
    reader: NeutronReader,
    finder: CloudFinder,
    room: boolean,
): Promise<Pick<CloudView, "pool" | "freePoolAddresses">> {
    if ("address" in floatingIp) return {};
    const external = { "router:external": "true" };
    const pool = finder.only(
        "floatingIp.pool",
        await finder.byNameOrId<Network>("networks", floatingIp.pool, external),
    );
    if (pool === undefined) return {};
    const { id, name } = pool;
    const [namesakes, availability] = await Promise.all([
        reader.list<Network>("networks", { name }),
        room ? reader.readIfAllowed(`network-ip-availabilities?network_id=${id}`) : undefined,
    ]);
    const freePoolAddresses = neutron.freeAddressesOf(availability);
    return {
        pool: { id, name, nameIsShared: namesakes.length > 1 },
        ...(freePoolAddresses === undefined ? {} : { freePoolAddresses }),
    };
}

/** The configured group; without one the program's own, which is not there before the first `up`. */
async function findGroup(
    cluster: string,
    { securityGroup }: Project,
    reader: NeutronReader,
    finder: CloudFinder,
): Promise<neutron.NeutronSecurityGroup | undefined> {
    if (securityGroup !== undefined) {
        return finder.only(
            "securityGroup",
            await finder.byNameOrId("security-groups", securityGroup),
        );
    }
    const [own] = await reader.list<neutron.NeutronSecurityGroup>("security-groups", {
        name: gatewayGroupName(cluster),
    });
    return own;
}
