import type { AddressPlan, ClusterAddresses } from "../../settings/addresses";
import { antiSpoofingRules } from "./antiSpoofing";
import type { NeutronState } from "./neutronState";
import { isIpv4 } from "./portLink";
import type { Translation } from "./routerRules";
import { routerAddresses, routerTables } from "./routerRules";
import { securityGroupTable } from "./securityGroups";

/** Everything that has to be in force in one namespace. */
export interface NamespaceRules {
    readonly netns: string;
    /** Shell script that replaces all rules of the namespace. */
    readonly script: string;
    /** What a router answers for; switches have none. */
    readonly router?: {
        /** Addresses of its external link, with the length of their prefix. */
        readonly addresses: readonly string[];
        readonly translations: readonly Translation[];
    };
}

/** What Neutron's state means for every switch and router. Pure. */
export function planEnforcement(plan: AddressPlan, state: NeutronState): NamespaceRules[] {
    return plan.clusters.flatMap((cluster) => [
        switchRules(cluster, state),
        routerRules(cluster, state),
    ]);
}

function switchRules({ nodes, openstack, switch: tenant }: ClusterAddresses, state: NeutronState) {
    const links = nodes.map(({ netns, mac }) => ({
        link: netns,
        port: state.ports.find((port) => port.network === openstack.network && port.mac === mac),
    }));
    return {
        netns: tenant.netns,
        script: [
            hereDocument("nft --file -", antiSpoofingRules(links)),
            hereDocument(
                "iptables-restore --wait",
                securityGroupTable(links, state.rules, state.ports),
            ),
            "echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables\n",
            // The middle of a connection must not count as the beginning of one in the other direction,
            // or a withdrawn permission would come back with the next answer.
            "echo 0 > /proc/sys/net/netfilter/nf_conntrack_tcp_loose\n",
        ].join(""),
    };
}

function routerRules({ openstack, router, tenantCidr }: ClusterAddresses, state: NeutronState) {
    const found = state.routers.find(
        ({ name, networks, adminStateUp }) =>
            name === openstack.router && networks.includes(openstack.network) && adminStateUp,
    );
    const translations = state.floatingIps
        .filter((each) => each.router === found?.id && isIpv4(each.address))
        .map(({ address, fixedIp }) => ({ address, fixedIp }));
    return {
        netns: router.netns,
        script: hereDocument(
            "iptables-restore --wait",
            routerTables(tenantCidr, found, translations),
        ),
        router: { addresses: routerAddresses(found, translations), translations },
    };
}

function hereDocument(command: string, text: string): string {
    return `${command} <<'RULES'\n${text}RULES\n`;
}

/** Lines that one text has and the other has not, marked with + and -; order does not count. */
export function changedLines(before: string, now: string): string[] {
    const lines = (text: string) => text.split("\n");
    const only = (text: string, other: string) => {
        const others = new Set(lines(other));
        return lines(text).filter((line) => line !== "" && !others.has(line));
    };
    return [
        ...only(before, now).map((line) => `- ${line.trim()}`),
        ...only(now, before).map((line) => `+ ${line.trim()}`),
    ];
}
