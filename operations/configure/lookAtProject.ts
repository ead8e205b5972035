import { portsAt, type Network, type Subnet } from "../../stacks/survey/lookAtCloud";
import * as neutron from "../../stacks/survey/neutronObjects";
import type { NeutronReader } from "../../stacks/survey/neutronReader";
import type { Named, NetworkPort, ProjectView } from "./siteView";

/** Asks Neutron for the networks in which these addresses are, and what belongs to them; changes nothing. */
export async function lookAtProject(
    cloud: string,
    reader: NeutronReader,
    addresses: readonly string[],
): Promise<ProjectView> {
    const { projectId } = reader;
    const [at, floatingIps, securityGroups, externalNetworks] = await Promise.all([
        portsAt(reader, addresses),
        reader.list<neutron.NeutronFloatingIp>("floatingips", { project_id: projectId }),
        reader.list<Named>("security-groups", { project_id: projectId }),
        reader.list<Network>("networks", { "router:external": "true" }),
    ]);
    const view = {
        cloud,
        projectId,
        floatingIps: floatingIps.map(neutron.floatingIpOf),
        securityGroups: securityGroups.map(named),
        externalNetworks: externalNetworks.map(named),
    };
    const ids = [...new Set(at.map(({ network_id }) => network_id))];
    if (ids.length === 0) return { ...view, networks: [] };
    const [networks, subnets, ports] = await Promise.all([
        reader.list<Network>("networks", { id: ids }),
        reader.list<Subnet & { readonly network_id: string }>("subnets", {
            network_id: ids,
            ip_version: "4",
        }),
        reader.list<neutron.NeutronPort>("ports", { network_id: ids }),
    ]);
    const routerIds = ports
        .filter(({ device_owner: owner }) => owner.startsWith("network:"))
        .map(({ device_id }) => device_id);
    const routers =
        routerIds.length === 0
            ? []
            : await reader.list<neutron.NeutronRouter>("routers", { id: [...new Set(routerIds)] });
    return {
        ...view,
        networks: networks.map(({ id, name }) => {
            const own = ports.filter(({ network_id }) => network_id === id);
            return {
                ...{ id, name },
                subnets: subnets
                    .filter(({ network_id }) => network_id === id)
                    .map(({ gateway_ip, cidr, ...one }) => ({
                        ...named(one),
                        cidr,
                        gatewayIp: gateway_ip ?? "",
                    })),
                ports: own.map(portOf),
                routers: routers
                    .filter((router) => own.some((port) => port.device_id === router.id))
                    .map((router) => {
                        const { externalNetworkId } = neutron.routerOf(router);
                        return { ...named(router), externalNetworkId };
                    }),
            };
        }),
    };
}

function named({ id, name }: Named): Named {
    return { id, name };
}

function portOf(port: neutron.NeutronPort): NetworkPort {
    return {
        ...neutron.portOf(port),
        owner: port.device_owner,
        deviceId: port.device_id,
        subnetIds: port.fixed_ips.map(({ subnet_id }) => subnet_id),
    };
}
