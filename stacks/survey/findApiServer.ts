import { hostOf } from "../configuration/keys/urls";
import type { ApiServerPlace, CloudFloatingIp, CloudPort } from "./cloudView";
import { isInside } from "./egress";
import * as neutron from "./neutronObjects";
import type { NeutronReader } from "./neutronReader";

/** How Octavia's driver for OVN calls the port of a load balancer, which no device has. */
const OVN_LOAD_BALANCER = "ovn-lb-vip-";

/**
 * What has the address in `apiServer`, where that is a floating IP of the project that leads to no
 * node's port: a virtual IP, a load balancer, or another instance. A host name is not looked up, since
 * pods may get another answer than this machine.
 */
export async function findApiServer(
    apiServer: string,
    floatingIps: readonly CloudFloatingIp[],
    nodePorts: readonly CloudPort[],
    reader: NeutronReader,
): Promise<ApiServerPlace | undefined> {
    const host = hostOf(new URL(apiServer));
    const floatingIp = floatingIps.find(({ address }) => address === host);
    if (floatingIp === undefined || nodePorts.some(({ id }) => id === floatingIp.portId)) {
        return undefined;
    }
    const nowhere = { floatingIp, carriers: [], securityGroups: [] };
    if (floatingIp.portId === "") return nowhere;
    const [port] = await reader.list<neutron.NeutronPort>("ports", { id: floatingIp.portId });
    if (port === undefined) return nowhere;
    const kind = kindOf(port);
    const found = { ...nowhere, port: neutron.portOf(port), kind };
    if (kind === "cloud") return found;
    const carriers =
        kind === "instance" ? [port] : await carriersOf(floatingIp.fixedIp, port, reader);
    const ids = [...new Set(carriers.flatMap(({ security_groups }) => security_groups))];
    const groups =
        ids.length === 0
            ? []
            : await reader.list<neutron.NeutronSecurityGroup>("security-groups", { id: ids });
    return {
        ...found,
        carriers: carriers.map(neutron.portOf),
        securityGroups: groups.map(neutron.securityGroupOf),
    };
}

function kindOf({ name, device_owner: owner }: neutron.NeutronPort): ApiServerPlace["kind"] {
    if (owner.startsWith("compute:")) return "instance";
    return owner === "" && !name.startsWith(OVN_LOAD_BALANCER) ? "virtual" : "cloud";
}

/**
 * The ports of instances that may send from a virtual IP. Whatever the MAC and the range of the pair:
 * keepalived may have a MAC of its own, and a pair that works is no mistake.
 */
async function carriersOf(
    address: string,
    { network_id }: neutron.NeutronPort,
    reader: NeutronReader,
): Promise<readonly neutron.NeutronPort[]> {
    const ports = await reader.list<neutron.NeutronPort>("ports", { network_id });
    return ports.filter(
        ({ device_owner, port_security_enabled, allowed_address_pairs = [] }) =>
            device_owner.startsWith("compute:") &&
            (port_security_enabled === false ||
                allowed_address_pairs.some(
                    ({ ip_address: pair }) => pair === address || isInside(address, pair),
                )),
    );
}
