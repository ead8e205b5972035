import { sh } from "../shell";

/** A node's Neutron port. */
export interface NodePort {
    /** Name of the Kubernetes node. */
    readonly node: string;
    /** Its fixed IP. */
    readonly address: string;
    readonly portId: string;
    /** Addresses and ranges of its allowed address pairs that keep the port's own MAC. */
    readonly addressPairs: readonly string[];
    /** `unreachable: skip`: nothing is asked of this node. */
    readonly skipped: boolean;
}

/**
 * Ports from which Neutron would drop packets of the gateway: MetalLB announces the address from any
 * node.
 *
 * A range that holds the address does not count: with ML2/OVN only a pair of exactly this address
 * works, as Red Hat's networking guide says ("Configuring allowed address pairs").
 */
export function portsWithoutPair(address: string, ports: readonly NodePort[]): NodePort[] {
    return ports.filter(
        ({ addressPairs, skipped }) =>
            !skipped && !addressPairs.includes(address) && !addressPairs.includes(`${address}/32`),
    );
}

/** What the owner of these ports has to do; `address` is the gateway's. */
export function pairAdvice(address: string, ports: readonly NodePort[]): string {
    const nodes = ports.map(({ node }) => node).join(", ");
    const pair = `ip-address=${address}`;
    const commands = ports.map(
        ({ portId }) => sh`openstack port set --allowed-address ${pair} ${portId}`.shell,
    );
    return (
        `no allowed address pair lets these nodes send from it: ${nodes}; the owner of their ports runs ` +
        `'${commands.join(" && ")}', or addressPairs manage lets this program do it`
    );
}
