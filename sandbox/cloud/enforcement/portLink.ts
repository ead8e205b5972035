import type { Port } from "./neutronState";

/** A node's link in the switch namespace and its Neutron port, unless Neutron knows none. */
export interface PortLink {
    readonly link: string;
    readonly port: Port | undefined;
}

/** Whether Neutron's text is an IPv4 address or network; the sandbox has no IPv6. */
export function isIpv4(address: string): boolean {
    return !address.includes(":");
}
