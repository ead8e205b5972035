import { cgroupLayout, procsFiles } from "./cgroups";

/** A program that keeps running after the command that started it has ended. */
export interface DaemonSpec {
    /** Name of its log and pid files; unique within the state folder. */
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    /** Network namespace, as in `ip netns`. Default: the machine's. */
    readonly netns?: string;
    /** File that holds a mount namespace. Default: the machine's. */
    readonly mountNamespace?: string;
    /** Control group, for example `lmc/c1n1`. Default: the caller's. */
    readonly cgroup?: string;
    /** Added to PATH and HOME; nothing else is inherited, since a proxy variable would divert requests to the sandbox's own addresses. */
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
}

/** The command line that joins control group and namespaces and then becomes the daemon, under one pid. */
export function launchCommand(
    spec: DaemonSpec,
    groupFiles: (group: string) => string[] = (group) => procsFiles(cgroupLayout(), group),
): { file: string; args: string[] } {
    const lines = (spec.cgroup === undefined ? [] : groupFiles(spec.cgroup)).map(
        (file) => `echo $$ > '${file}' || exit 1`,
    );
    // nsenter and not `ip netns exec`: that one mounts a fresh /sys and so hides the control groups.
    const enter = [
        ...(spec.netns === undefined ? [] : [`--net=/run/netns/${spec.netns}`]),
        ...(spec.mountNamespace === undefined ? [] : [`--mount=${spec.mountNamespace}`]),
    ];
    const prefix = enter.length === 0 ? "" : `nsenter ${enter.join(" ")} -- `;
    lines.push(`exec ${prefix}"$@"`);
    return { file: "/bin/sh", args: ["-c", lines.join("\n"), "sh", spec.command, ...spec.args] };
}
