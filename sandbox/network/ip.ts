import { execa } from "execa";

/** Runs `ip`, in network namespace `netns` if one is given, and returns what it printed. */
export async function ip(args: readonly string[], netns?: string): Promise<string> {
    const { stdout } = await execa("ip", [...inNamespace(netns), ...args]);
    return stdout;
}

/** Runs many `ip` commands in one process; stops at the first that fails. */
export async function ipBatch(lines: readonly string[], netns?: string): Promise<void> {
    if (lines.length === 0) return;
    await execa("ip", [...inNamespace(netns), "-batch", "-"], { input: `${lines.join("\n")}\n` });
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

function inNamespace(netns: string | undefined): string[] {
    return netns === undefined ? [] : ["-netns", netns];
}
