import ipaddr from "ipaddr.js";
import type { AddressPlan } from "../settings/addresses";

/** What the machine's own network already uses. */
export interface MachineNetwork {
    /** Destinations as `ip -json route show table all` prints them: `default`, an address or a network. */
    readonly routes: readonly { readonly dst: string; readonly dev: string }[];
    readonly resolvers: readonly string[];
}

type Range = [ipaddr.IPv4, number];

const CANDIDATES = ["198.18.0.0/16", "198.19.0.0/16", "172.30.0.0/16", "10.198.0.0/16"];

/**
 * One message about every overlap between the plan and the machine, or undefined.
 *
 * A route of ours that overlaps one of the machine's would cut the machine off from whatever is behind
 * it, its name server for instance. Routes broader than /8 do not count: default routes, also split in two.
 */
export function describeConflicts(
    range: string,
    plan: AddressPlan,
    machine: MachineNetwork,
): string | undefined {
    // Tenant networks stay inside namespaces, where they meet nothing of the machine's.
    const ours = [plan.external.cidr];
    const problems = overlaps(ours, plan.uplink.link, machine);
    if (problems.length === 0) return undefined;
    const free = CANDIDATES.find(
        (candidate) => overlaps([candidate], plan.uplink.link, machine).length === 0,
    );
    return (
        `The sandbox's addresses, SANDBOX_RANGE ${range}, are in use on this machine:\n` +
        problems.map((problem) => `  ${problem}\n`).join("") +
        (free === undefined
            ? "Set SANDBOX_RANGE to a /16 that nothing here uses."
            : `Set SANDBOX_RANGE to a /16 that nothing here uses, for example ${free}.`)
    );
}

function overlaps(ours: readonly string[], uplink: string, machine: MachineNetwork): string[] {
    const networks = ours.map(parse).filter((range) => range !== undefined);
    const taken = machine.routes.flatMap(({ dst, dev }) => {
        const range = parse(dst);
        if (range === undefined || range[1] < 8 || dev === uplink) return [];
        return networks.some((network) => overlap(network, range)) ? [{ range, dst, dev }] : [];
    });
    // The machine's own address and the broadcast address of a network say no more than the network.
    const routes = taken
        .filter(({ range }) => !taken.some((other) => contains(other.range, range)))
        .map(({ dst, dev }) => `route ${dst} on ${dev}`);
    const resolvers = machine.resolvers.flatMap((address) => {
        const resolver = parse(address);
        if (resolver === undefined) return [];
        return networks.some((network) => overlap(network, resolver))
            ? [`name server ${address} of /etc/resolv.conf`]
            : [];
    });
    return [...new Set([...routes, ...resolvers])];
}

function parse(text: string): Range | undefined {
    const cidr = text.includes("/") ? text : `${text}/32`;
    return ipaddr.IPv4.isValidCIDR(cidr) ? ipaddr.IPv4.parseCIDR(cidr) : undefined;
}

function overlap(a: Range, b: Range): boolean {
    const bits = Math.min(a[1], b[1]);
    return a[0].match(b[0], bits);
}

function contains(wide: Range, narrow: Range): boolean {
    return wide[1] < narrow[1] && narrow[0].match(wide);
}

/** Addresses on the `nameserver` lines of a resolv.conf. */
export function parseResolvers(resolvConf: string): string[] {
    return resolvConf.split("\n").flatMap((line) => {
        const [word, address] = line.trim().split(/\s+/);
        return word === "nameserver" && address !== undefined ? [address] : [];
    });
}
