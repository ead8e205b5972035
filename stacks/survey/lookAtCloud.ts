import { gatewayGroupName, gatewayPortName } from "../../components/openstack/names";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import { CloudFinder } from "./cloudFinder";
import * as neutron from "./neutronObjects";
import { NeutronReader } from "./neutronReader";
import type { CloudView } from "./cloudView";
import type { Look } from "./look";

type Project = NonNullable<PlainClusterConfig["openstack"]>;
interface Network {
    readonly id: string;
    readonly name: string;
}
interface Subnet extends Network {
    readonly cidr: string;
    readonly gateway_ip: string | null;
}

/** Asks Neutron for everything of one cluster; changes nothing. */
export async function lookAtCloud(cluster: PlainClusterConfig): Promise<Look<CloudView>> {
    const { openstack } = cluster;
    if (openstack === undefined) return { failure: "it lies in no OpenStack" };
    try {
        const reader = await NeutronReader.open(openstack.cloud);
        const finder = new CloudFinder(reader);
        const found = await finder.byNameOrId<Network>("networks", openstack.network);
        const [network, second] = found;
        if (network === undefined || second !== undefined) {
            const count = found.length === 0 ? "no network" : `${found.length} networks`;
            return { failure: `the project has ${count} "${openstack.network}"` };
        }
        return { seen: await look(cluster, openstack, network, reader, finder) };
    } catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
    }
}

async function look(
    { name, gateway, nodes }: PlainClusterConfig,
    openstack: Project,
    { id, name: networkName }: Network,
    reader: NeutronReader,
    finder: CloudFinder,
): Promise<CloudView> {
    const portsAt = (address: string) =>
        reader.list<neutron.NeutronPort>("ports", {
            network_id: id,
            fixed_ips: `ip_address=${address}`,
        });
    const nodePorts = Promise.all(
        (nodes?.hosts ?? []).map(async (host) => {
            const [port] = await portsAt(host.address);
            return port === undefined ? [] : [[host.name, neutron.portOf(port)] as const];
        }),
    );
    const gatewayPorts =
        gateway.ip === undefined
            ? reader.list<neutron.NeutronPort>("ports", {
                  network_id: id,
                  name: gatewayPortName(name),
              })
            : portsAt(gateway.ip);
    const [place, ports, [gatewayPort], floatingIps, pool, securityGroup, details] =
        await Promise.all([
            findPlace(openstack, id, reader, finder, portsAt),
            nodePorts,
            gatewayPorts,
            reader.list<neutron.NeutronFloatingIp>("floatingips", { project_id: reader.projectId }),
            findPool(openstack, reader, finder),
            findGroup(name, openstack, reader, finder),
            reader.readIfAllowed(`quotas/${reader.projectId}/details.json`),
        ]);
    const quotas = neutron.quotasOf(details);
    return {
        projectId: reader.projectId,
        network: { id, name: networkName },
        ...place,
        nodePorts: new Map(ports.flat()),
        ...(gatewayPort === undefined ? {} : { gatewayPort: neutron.portOf(gatewayPort) }),
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
    portsAt: (address: string) => Promise<neutron.NeutronPort[]>,
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
            ? await routerAt(subnet?.gateway_ip, reader, portsAt)
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
    gatewayIp: string | null | undefined,
    reader: NeutronReader,
    portsAt: (address: string) => Promise<neutron.NeutronPort[]>,
): Promise<neutron.NeutronRouter | undefined> {
    if (typeof gatewayIp !== "string") return undefined;
    const [port] = await portsAt(gatewayIp);
    if (port?.device_owner.startsWith("network:") !== true) return undefined;
    const [router] = await reader.list<neutron.NeutronRouter>("routers", { id: port.device_id });
    return router;
}

async function findPool(
    { floatingIp }: Project,
    reader: NeutronReader,
    finder: CloudFinder,
): Promise<Pick<CloudView, "pool" | "freePoolAddresses">> {
    if ("address" in floatingIp) return {};
    const external = { "router:external": "true" };
    const pool = finder.only(
        "floatingIp.pool",
        await finder.byNameOrId<Network>("networks", floatingIp.pool, external),
    );
    if (pool === undefined) return {};
    const freePoolAddresses = neutron.freeAddressesOf(
        await reader.readIfAllowed(`network-ip-availabilities?network_id=${pool.id}`),
    );
    return {
        pool: { id: pool.id, name: pool.name },
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
