import { existsSync } from "node:fs";
import { execa } from "execa";

const SWITCHES = "/proc/sys/net/bridge";
const KINDS = ["iptables", "ip6tables", "arptables"].map((kind) => `bridge-nf-call-${kind}`);

/** Makes a bridge unless it is among `links`, and brings it up. */
export function bridgeCommands(bridge: string, links: ReadonlySet<string>): string[] {
    return [
        // Snooping forgets groups that nobody queries for.
        ...(links.has(bridge) ? [] : [`link add ${bridge} type bridge mcast_snooping 0`]),
        `link set ${bridge} up`,
    ];
}

/** Plugs a link into a bridge of the same namespace. */
export function attach(link: string, bridge: string): string[] {
    return [`link set ${link} master ${bridge}`, `link set ${link} up`];
}

/** Script that lets frames pass the bridges of its namespace without a look at iptables. */
export function unfilteredScript(): string {
    return KINDS.map((kind) => `echo 0 > ${SWITCHES}/${kind}\n`).join("");
}

/**
 * Sees to it that iptables can look at bridged frames, as security groups need.
 *
 * The kernel module begins with filtering the bridges of every namespace, which would cut off virtual
 * machines and containers of others; where this loads it, the machine's own bridges stay unfiltered.
 */
export async function ensureBridgeNetfilter(): Promise<void> {
    if (existsSync(SWITCHES)) return;
    await execa("modprobe", ["br_netfilter"], { reject: false });
    if (!existsSync(SWITCHES)) {
        throw new Error(
            "The kernel module br_netfilter is missing, without which security groups cannot be " +
                "enforced. Load it, then run the same command again:\n    sudo modprobe br_netfilter",
        );
    }
    await execa("sh", ["-eu"], { input: unfilteredScript() });
}
