import type { Port, SecurityGroupRule } from "./neutronState";
import { isIpv4, type PortLink } from "./portLink";

/** Protocols that Neutron and iptables call the same; others are to be given by number. */
const PROTOCOLS = ["tcp", "udp", "sctp", "icmp"];

/** Protocols of {@link PROTOCOLS} by the numbers that Neutron takes for them too. */
const NUMBERS: Readonly<Record<string, string>> = {
    "1": "icmp",
    "6": "tcp",
    "17": "udp",
    "132": "sctp",
};

/**
 * Table `filter` of a switch for iptables-restore: the security groups of the nodes' ports.
 *
 * Only answers are let through by connection tracking. Whoever opened a connection is held to the rules
 * with every packet, so that a withdrawn permission also ends what it had let in, and no other
 * connection notices.
 */
export function securityGroupTable(
    links: readonly PortLink[],
    rules: readonly SecurityGroupRule[],
    ports: readonly Port[],
): string {
    const members = (group: string) =>
        ports
            .filter(({ securityGroups }) => securityGroups.includes(group))
            .flatMap(({ fixedIps, addressPairs }) => [
                ...fixedIps,
                ...addressPairs.map(({ ip }) => ip),
            ])
            .filter(isIpv4);
    const chains = links.flatMap(({ link, port }) => {
        if (port?.portSecurity === false) return [];
        const own = rules.filter((rule) => port?.securityGroups.includes(rule.securityGroup));
        return (["egress", "ingress"] as const).map((direction) => ({
            name: `${link}-${direction}`,
            jump: `-m physdev --physdev-is-bridged --physdev-${direction === "egress" ? "in" : "out"} ${link}`,
            matches: own
                .filter((rule) => rule.direction === direction)
                .flatMap((rule) => ruleMatches(rule, members)),
        }));
    });
    return [
        "*filter",
        ":INPUT ACCEPT [0:0]",
        ":FORWARD DROP [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        ...chains.map(({ name }) => `:${name} - [0:0]`),
        "-A FORWARD -m conntrack --ctstate RELATED -j ACCEPT",
        "-A FORWARD -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
        "-A FORWARD -m conntrack --ctstate INVALID -j DROP",
        // Between two nodes both chains are asked, so a match returns instead of accepting.
        ...chains.map(({ name, jump }) => `-A FORWARD ${jump} -j ${name}`),
        "-A FORWARD -j ACCEPT",
        ...chains.flatMap(({ name, matches }) => [
            ...[...new Set(matches)].map((match) => words(`-A ${name}`, match, "-j RETURN")),
            `-A ${name} -j DROP`,
        ]),
        "COMMIT",
        "",
    ].join("\n");
}

/**
 * A rule as matches of iptables, one for each remote; none where it is about IPv6 or something that is
 * not supported here, which then stays forbidden: address groups, protocols by other names.
 */
function ruleMatches(rule: SecurityGroupRule, members: (group: string) => string[]): string[] {
    if (rule.ethertype !== "IPv4" || rule.remoteAddressGroup !== null) return [];
    const protocol = protocolMatch(rule);
    if (protocol === undefined) return [];
    const flag = rule.direction === "ingress" ? "-s" : "-d";
    if (rule.remoteGroup !== null) {
        return members(rule.remoteGroup).map((ip) => words(`${flag} ${ip}`, protocol));
    }
    const { remoteIpPrefix } = rule;
    return [words(remoteIpPrefix === null ? "" : `${flag} ${remoteIpPrefix}`, protocol)];
}

function protocolMatch({ protocol, portRangeMin, portRangeMax }: SecurityGroupRule) {
    if (protocol === null) return "";
    const name = NUMBERS[protocol] ?? protocol;
    if (!PROTOCOLS.includes(name)) return /^\d+$/.test(name) ? `-p ${name}` : undefined;
    if (portRangeMin === null) return `-p ${name}`;
    // Neutron keeps ICMP's type and code in the columns of the port range.
    if (name === "icmp") {
        const code = portRangeMax === null ? "" : `/${String(portRangeMax)}`;
        return `-p icmp -m icmp --icmp-type ${String(portRangeMin)}${code}`;
    }
    const range = `${String(portRangeMin)}:${String(portRangeMax ?? portRangeMin)}`;
    return `-p ${name} -m ${name} --dport ${range}`;
}

function words(...parts: readonly string[]): string {
    return parts.filter((part) => part !== "").join(" ");
}
