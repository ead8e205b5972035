import { execa } from "execa";
import type { NodeAddresses } from "../../sandbox/settings/addresses";

/** The program's chain in the nat table of every node. */
export const CHAIN = "LINKERD-MULTICLUSTER";

/** Packets that each rule of the chain has taken, by `ADDRESS:PORT`; undefined without the chain. */
export type Counters = Readonly<Record<string, number>> | undefined;

/** Reads the counters out of `iptables-save --counters`. Pure. */
export function parseCounters(saved: string): Counters {
    const lines = saved.split("\n");
    if (!lines.some((line) => line.startsWith(`:${CHAIN} `))) return undefined;
    return Object.fromEntries(
        lines.flatMap((line) => {
            const rule = /^\[(\d+):\d+\] -A LINKERD-MULTICLUSTER -d ([\d.]+)\/32 .*--dport (\d+) /;
            const [, packets, address, port] = rule.exec(line) ?? [];
            if (address === undefined || port === undefined) return [];
            return [[`${address}:${port}`, Number(packets)] as const];
        }),
    );
}

/** Runs a program in the network namespace of a node. */
export async function inNode(node: NodeAddresses, ...command: string[]): Promise<string> {
    const { stdout } = await execa("nsenter", [`--net=/run/netns/${node.netns}`, "--", ...command]);
    return stdout;
}

/** The counters of a node's chain now. */
export async function readCounters(node: NodeAddresses): Promise<Counters> {
    return parseCounters(await inNode(node, "iptables-save", "--counters", "--table", "nat"));
}
