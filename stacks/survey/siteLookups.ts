import { DESCRIPTION, gatewayPortName } from "../../components/openstack/names";
import type { RoutedNode } from "../../components/nodes/connection";
import type { OpenStackConfig } from "../configuration/types/meshConfig";
import { byNameOrId, Finder } from "./siteFinder";
import type { Gathered, HostFacts, OpenStackCluster, SiteFacts } from "./siteFacts";
import type { Neutron } from "./siteNeutron";

/**
 * Asks Neutron for everything of one cluster. The network is asked for alone: where the cloud cannot
 * be reached or refuses the user, it is asked once, since Keystone may lock a user out.
 */
export async function gatherFacts(
    cluster: OpenStackCluster,
    index: number,
    neutron: Neutron,
): Promise<Gathered> {
    const { openstack, gateway, nodes } = cluster;
    const finder = new Finder(cluster.name, index);
    const network = finder.present(
        await byNameOrId(
            openstack.network,
            (networkId) => neutron.network({ networkId }),
            (name) => neutron.network({ name }),
        ),
        ["network"],
        openstack.network,
        "network",
        "openstack network list",
    );
    if (network === undefined) return { problems: finder.problems };
    const networkId = network.id;
    const occupantOf = async (fixedIp: string) => {
        const port = await neutron.port({ networkId, fixedIp });
        return typeof port === "string" ? undefined : port;
    };
    const [place, hosts, securityGroup, floatingIp, occupant, ownPortIds] = await Promise.all([
        findPlace(openstack, networkId, neutron, finder),
        Promise.all(
            (nodes?.hosts ?? []).map((host) => hostFacts(cluster, host, networkId, neutron)),
        ),
        findGroup(openstack, neutron, finder),
        findFloatingIp(openstack, neutron, finder),
        gateway.ip === undefined ? undefined : occupantOf(gateway.ip),
        neutron.portIds({ networkId, name: gatewayPortName(cluster.name) }),
    ]);
    return {
        facts: {
            index,
            cluster,
            networkId,
            ...place,
            hosts,
            ...(securityGroup === undefined ? {} : { securityGroupId: securityGroup.id }),
            ...(floatingIp === undefined ? {} : { floatingIp }),
            ...(occupant === undefined
                ? {}
                : { occupant: { id: occupant.id, name: occupant.name } }),
            ownPortIds,
        },
        problems: finder.problems,
    };
}

/** The nodes' subnet, and its router. */
async function findPlace(
    openstack: OpenStackConfig,
    networkId: string,
    neutron: Neutron,
    finder: Finder,
): Promise<Pick<SiteFacts, "subnet" | "router">> {
    const named = openstack.subnet;
    const [answer, given] = await Promise.all([
        named === undefined
            ? neutron.subnet({ networkId, ipVersion: 4 })
            : byNameOrId(
                  named,
                  (subnetId) => neutron.subnet({ networkId, subnetId }),
                  (name) => neutron.subnet({ networkId, name }),
              ),
        openstack.router === undefined
            ? undefined
            : byNameOrId(
                  openstack.router,
                  (routerId) => neutron.router({ routerId }),
                  (name) => neutron.router({ name }),
              ),
    ]);
    const list = `openstack subnet list --network ${networkId}`;
    const subnet = finder.present(answer, ["subnet"], named, "subnet", list);
    const router =
        given === undefined
            ? subnet && (await routerOf(networkId, subnet.gatewayIp, neutron))
            : finder.present(
                  given,
                  ["router"],
                  openstack.router,
                  "router",
                  "openstack router list",
              );
    return {
        ...(subnet === undefined
            ? {}
            : { subnet: { id: subnet.id, name: subnet.name, cidr: subnet.cidr } }),
        ...(router === undefined ? {} : { router }),
    };
}

/** The router whose port has the subnet's gateway address; absent where the project may not see it. */
async function routerOf(networkId: string, gatewayIp: string, neutron: Neutron) {
    if (gatewayIp === "") return undefined;
    const port = await neutron.port({ networkId, fixedIp: gatewayIp });
    if (typeof port === "string" || !port.deviceOwner.startsWith("network:")) return undefined;
    const router = await neutron.router({ routerId: port.deviceId });
    return typeof router === "string" ? undefined : router;
}

async function hostFacts(
    { egressAddresses }: OpenStackCluster,
    host: RoutedNode,
    networkId: string,
    neutron: Neutron,
): Promise<HostFacts> {
    const { name: node, address, skipped } = host;
    const found = await neutron.port({ networkId, fixedIp: address });
    if (typeof found === "string") return { host };
    const port = { node, address, portId: found.id, addressPairs: found.addressPairs, skipped };
    const { securityGroupIds } = found;
    if (egressAddresses !== undefined) return { host, port, securityGroupIds };
    const floating = await neutron.floatingIp({ portId: port.portId });
    if (floating === "none") return { host, port, securityGroupIds };
    const floatingAddress = floating === "several" ? floating : floating.address;
    return { host, port, securityGroupIds, floatingAddress };
}

async function findGroup({ securityGroup }: OpenStackConfig, neutron: Neutron, finder: Finder) {
    if (securityGroup === undefined) return undefined;
    return finder.present(
        await byNameOrId(
            securityGroup,
            (secgroupId) => neutron.securityGroup({ secgroupId }),
            (name) => neutron.securityGroup({ name }),
        ),
        ["securityGroup"],
        securityGroup,
        "security group",
        "openstack security group list",
    );
}

async function findFloatingIp(
    { floatingIp }: OpenStackConfig,
    neutron: Neutron,
    finder: Finder,
): Promise<SiteFacts["floatingIp"]> {
    if ("address" in floatingIp) {
        const found = finder.present(
            await neutron.floatingIp(floatingIp),
            ["floatingIp", "address"],
            floatingIp.address,
            "floating IP",
            "openstack floating ip list",
        );
        if (found === undefined) return undefined;
        const { networkId, portId, description } = found;
        return { ...floatingIp, networkId, portId, isOurs: description === DESCRIPTION };
    }
    const key = ["floatingIp", "pool"];
    const list = "openstack network list --external";
    const answer = await byNameOrId(
        floatingIp.pool,
        (networkId) => neutron.network({ networkId, external: true }),
        (name) => neutron.network({ name, external: true }),
    );
    const found = finder.present(answer, key, floatingIp.pool, "external network", list);
    if (found === undefined) return undefined;
    // The provider takes the first network of the pool's name, be it external or not.
    if ((await neutron.network({ name: found.name })) === "several") {
        finder.add(
            key,
            floatingIp.pool,
            `several networks are called ${found.name}, and the provider looks pools up by name; write floatingIp.address, with an address that 'openstack floating ip create ${found.id}' shows`,
        );
    }
    return { pool: found.name, networkId: found.id };
}
