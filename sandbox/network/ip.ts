import { execa } from "execa";

/** One end of a veth pair. */
export interface LinkEnd {
    /** Default: the machine's own namespace. */
    readonly netns?: string;
    readonly link: string;
    /** Default: one that the kernel chooses. */
    readonly mac?: string;
}

/** Runs `ip`, in network namespace `netns` if one is given, and returns what it printed. */
export async function ip(args: readonly string[], netns?: string): Promise<string> {
    const { stdout } = await execa("ip", [...inNamespace(netns), ...args]);
    return stdout;
}

/** Runs many `ip` commands in one process; stops at the first that fails. */
export async function ipBatch(lines: readonly string[], netns?: string): Promise<void> {
    await batch("ip", lines, netns);
}

/** {@link ipBatch} for the `bridge` command of the same package. */
export async function bridgeBatch(lines: readonly string[], netns?: string): Promise<void> {
    await batch("bridge", lines, netns);
}

/** Joins two namespaces by a veth pair, unless `first` is there. */
export async function ensureVeth(first: LinkEnd, second: LinkEnd): Promise<void> {
    if ((await linkNames(first.netns)).has(first.link)) return;
    await ip(["link", "add", ...linkEnd(first), "type", "veth", "peer", ...linkEnd(second)]);
}

/** Names of the links in a namespace. */
export async function linkNames(netns?: string): Promise<Set<string>> {
    const links = JSON.parse(await ip(["-json", "link", "show"], netns)) as { ifname?: string }[];
    return new Set(links.flatMap(({ ifname }) => (ifname === undefined ? [] : [ifname])));
}

/** Runs a shell script inside a network namespace. */
export async function shellIn(netns: string, script: string): Promise<void> {
    await execa("nsenter", [`--net=/run/netns/${netns}`, "--", "sh", "-eu"], { input: script });
}

async function batch(
    program: "ip" | "bridge",
    lines: readonly string[],
    netns: string | undefined,
): Promise<void> {
    if (lines.length === 0) return;
    const input = `${lines.join("\n")}\n`;
    await execa(program, [...inNamespace(netns), "-batch", "-"], { input });
}

function linkEnd({ link, mac, netns }: LinkEnd): string[] {
    return [
        ...["name", link],
        ...(mac === undefined ? [] : ["address", mac]),
        ...(netns === undefined ? [] : ["netns", netns]),
    ];
}

function inNamespace(netns: string | undefined): string[] {
    return netns === undefined ? [] : ["-netns", netns];
}
