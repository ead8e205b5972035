import { ROUTER_PORT } from "../../network/tenantNetwork";
import type { Port } from "./neutronState";
import { isIpv4, type PortLink } from "./portLink";

/**
 * nftables file for a switch: what a node may say who it is.
 *
 * A frame whose source, in Ethernet and in IP or ARP, is neither a fixed IP nor an allowed address pair
 * of the port is dropped, and so is IPv6. Without connection tracking: the kernel may lack it for
 * bridges (CONFIG_NF_CONNTRACK_BRIDGE).
 */
export function antiSpoofingRules(links: readonly PortLink[]): string {
    const known = links.filter(({ port }) => port?.adminStateUp === true);
    return [
        // Declared first, so that deleting it succeeds the first time; the whole file is one transaction.
        "table bridge sandbox",
        "delete table bridge sandbox",
        "table bridge sandbox {",
        "    chain sources {",
        "        type filter hook prerouting priority -300; policy drop;",
        "        ether type ip6 drop",
        `        iifname "${ROUTER_PORT}" accept`,
        ...known.map(({ link }) => `        iifname "${link}" jump ${link}`),
        "    }",
        ...known.flatMap(({ link, port }) => [
            `    chain ${link} {`,
            ...(port === undefined ? [] : sourceRules(port)).map((rule) => `        ${rule}`),
            "    }",
        ]),
        "}",
        "",
    ].join("\n");
}

function sourceRules(port: Port): string[] {
    if (!port.portSecurity) return ["accept"];
    const own = port.fixedIps.map((ip) => ({ mac: port.mac, ip }));
    const sources = [...own, ...port.addressPairs].filter(({ ip }) => isIpv4(ip));
    return [
        ...sources.flatMap(({ mac, ip }) => [
            `ether saddr ${mac} ip saddr ${ip} accept`,
            `ether saddr ${mac} arp saddr ether ${mac} arp saddr ip ${ip} accept`,
        ]),
        // The figure tells who looks for a missing pair that it is the cause.
        "counter drop",
    ];
}
