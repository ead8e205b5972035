import { findApiServer } from "./findApiServer";
import { gatewayGroupName, gatewayPortName } from "../../components/openstack/names";
import type { OpenStackConfig } from "../configuration/types/meshConfig";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import * as neutron from "./neutronObjects";
import type { NeutronReader } from "./neutronReader";
import type { NamedKey, CloudView } from "./cloudView";

export interface Network {
    readonly id: string;
    readonly name: string;
}
export interface Subnet extends Network {
    readonly cidr: string;
    readonly gateway_ip: string | null;
}

/** How many addresses one question may hold: servers refuse URLs of more than 8 KiB. */
const ADDRESSES_PER_QUESTION = 100;

/** How often there is what a key names, where that is not once. */
type Unresolved = Map<NamedKey, number>;

/** What is looked for. */
export interface CloudLookOptions {
    /** Whether quotas and free addresses are asked for too. */
    readonly room?: boolean;
    /** Whether everything is asked for that has the program's description. */
    readonly marked?: boolean;
}

/** Asks Neutron for everything of one cluster, whose network is found. */
export async function lookAtCloud(
    { name, apiServer: server, gateway, nodes }: PlainClusterConfig,
    openstack: OpenStackConfig<string>,
    { id, name: networkName }: Network,
    reader: NeutronReader,
    { room = false }: CloudLookOptions,
): Promise<CloudView> {
    const unresolved: Unresolved = new Map();
    const inNetwork = { network_id: id };
    const { hosts = [] } = nodes ?? {};
    const { ip } = gateway;
    const addresses = [...hosts.map(({ address }) => address), ...(ip === undefined ? [] : [ip])];
    const [place, found, own, floatingIps, pool, securityGroup, details] = await Promise.all([
        findPlace(openstack, id, reader, unresolved),
        portsAt(reader, addresses, inNetwork),
        reader.list<neutron.NeutronPort>("ports", { ...inNetwork, name: gatewayPortName(name) }),
        reader.list<neutron.NeutronFloatingIp>("floatingips", { project_id: reader.projectId }),
        findPool(openstack, reader, unresolved, room),
        findGroup(name, openstack, reader, unresolved),
        room ? reader.readIfAllowed(`quotas/${reader.projectId}/details.json`) : undefined,
    ]);
    const ports = found.map(neutron.portOf);
    const at = (address: string) => ports.find(({ fixedIps }) => fixedIps.includes(address));
    const gatewayPort = ip === undefined ? own.map(neutron.portOf)[0] : at(ip);
    const quotas = neutron.quotasOf(details);
    const floating = floatingIps.map(neutron.floatingIpOf);
    const nodePorts = new Map(
        hosts.flatMap((host) => {
            const port = at(host.address);
            return port === undefined ? [] : [[host.name, port] as const];
        }),
    );
    const apiServer = await findApiServer(server, floating, [...nodePorts.values()], reader);
    return {
        projectId: reader.projectId,
        network: { id, name: networkName },
        ...place,
        nodePorts,
        ...(gatewayPort === undefined ? {} : { gatewayPort }),
        ownPortIds: own.map((port) => port.id),
        floatingIps: floating,
        ...(apiServer === undefined ? {} : { apiServer }),
        ...pool,
        ...(quotas === undefined ? {} : { quotas }),
        ...(securityGroup === undefined
            ? {}
            : { securityGroup: neutron.securityGroupOf(securityGroup) }),
        unresolved,
    };
}

/** The ports that have these addresses, and match. */
export async function portsAt(
    reader: NeutronReader,
    addresses: readonly string[],
    query: Readonly<Record<string, string>> = {},
): Promise<readonly neutron.NeutronPort[]> {
    const chunks = Array.from(
        { length: Math.ceil(addresses.length / ADDRESSES_PER_QUESTION) },
        (_, index) =>
            addresses.slice(index * ADDRESSES_PER_QUESTION).slice(0, ADDRESSES_PER_QUESTION),
    );
    const lists = await Promise.all(
        chunks.map((chunk) =>
            reader.list<neutron.NeutronPort>("ports", {
                ...query,
                fixed_ips: chunk.map((address) => `ip_address=${address}`),
            }),
        ),
    );
    return lists.flat();
}

/** The nodes' subnet, and its router. */
async function findPlace(
    { subnet: named, router: given }: OpenStackConfig<string>,
    networkId: string,
    reader: NeutronReader,
    unresolved: Unresolved,
): Promise<Pick<CloudView, "subnet" | "router">> {
    const inNetwork = { network_id: networkId };
    const subnet = only(
        "subnet",
        named === undefined
            ? await reader.list<Subnet>("subnets", { ...inNetwork, ip_version: "4" })
            : await reader.byNameOrId<Subnet>("subnets", named, inNetwork),
        unresolved,
    );
    const router =
        given === undefined
            ? await routerAt(networkId, subnet?.gateway_ip, reader)
            : only(
                  "router",
                  await reader.byNameOrId<neutron.NeutronRouter>("routers", given),
                  unresolved,
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

/** The only one of these; their number is noted where there are none or several. */
function only<T>(key: NamedKey, found: readonly T[], unresolved: Unresolved): T | undefined {
    const [first, second] = found;
    if (first !== undefined && second === undefined) return first;
    unresolved.set(key, found.length);
    return undefined;
}

async function findPool(
    { floatingIp }: OpenStackConfig<string>,
    reader: NeutronReader,
    unresolved: Unresolved,
    room: boolean,
): Promise<Pick<CloudView, "pool" | "freePoolAddresses">> {
    if ("address" in floatingIp) return {};
    const external = { "router:external": "true" };
    const pool = only(
        "floatingIp.pool",
        await reader.byNameOrId<Network>("networks", floatingIp.pool, external),
        unresolved,
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
    { securityGroup }: OpenStackConfig<string>,
    reader: NeutronReader,
    unresolved: Unresolved,
): Promise<neutron.NeutronSecurityGroup | undefined> {
    if (securityGroup !== undefined) {
        return only(
            "securityGroup",
            await reader.byNameOrId<neutron.NeutronSecurityGroup>("security-groups", securityGroup),
            unresolved,
        );
    }
    const [own] = await reader.list<neutron.NeutronSecurityGroup>("security-groups", {
        name: gatewayGroupName(cluster),
    });
    return own;
}
