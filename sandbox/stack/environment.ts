import { join } from "node:path";
import type { AddressPlan } from "../settings/addresses";
import { adminKubeconfig } from "../cluster/files";
import type { Settings } from "../settings/settings";
import { quote } from "../system/shell";
import type { Toolchain } from "../toolchain/toolchain";
import { STACK } from "./stackConfig";

/** File with the passphrase of the stack's secrets. */
export function passphraseFile({ stateDir }: Settings): string {
    return join(stateDir, "passphrase");
}

/** Folder of the stack's state. */
export function backendFolder({ stateDir }: Settings): string {
    return join(stateDir, "backend");
}

/** Shell file that makes the sandbox's programs, clusters and stack the ones in use. */
export function environmentFile({ stateDir }: Settings): string {
    return join(stateDir, "env.sh");
}

/** Variables with which `pulumi` works on the sandbox's stack; undefined ones must not be set. */
export function pulumiEnvironment(
    settings: Settings,
    toolchain: Pick<Toolchain, "bin" | "pulumiHome">,
    inherited: NodeJS.ProcessEnv,
): Record<string, string | undefined> {
    // A proxy cannot reach the clusters; Go reads ranges here.
    const direct = [inherited["NO_PROXY"], "127.0.0.1", settings.range].filter(Boolean).join(",");
    return {
        PATH: `${toolchain.bin}:${inherited["PATH"] ?? ""}`,
        PULUMI_HOME: toolchain.pulumiHome,
        PULUMI_BACKEND_URL: `file://${backendFolder(settings)}`,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(settings),
        PULUMI_STACK: STACK,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // Most operations wait for something else; the engine takes four times the cores.
        PULUMI_PARALLEL: inherited["PULUMI_PARALLEL"] ?? "32",
        NO_PROXY: direct,
        no_proxy: direct,
        // The engine prefers this one to the file.
        PULUMI_CONFIG_PASSPHRASE: undefined,
        // The command plugin would offer another operator's keys.
        SSH_AUTH_SOCK: undefined,
        // The OpenStack plugin takes from these what its provider is not given.
        ...Object.fromEntries(openStackVariables(inherited).map((name) => [name, undefined])),
    };
}

/** Names of the variables of a sourced RC file, which belong to some other cloud. */
function openStackVariables(env: NodeJS.ProcessEnv): string[] {
    return Object.keys(env).filter((name) => name.startsWith("OS_"));
}

/** Text of {@link environmentFile}, for sh, bash and zsh. */
export function renderEnvironment(
    settings: Settings,
    toolchain: Pick<Toolchain, "bin" | "pulumi" | "pulumiHome">,
    plan: AddressPlan,
): string {
    const kubeconfigs = plan.clusters.map(({ name }) => adminKubeconfig(settings, name)).join(":");
    const variables = {
        ...pulumiEnvironment(settings, toolchain, {}),
        KUBECONFIG: kubeconfigs,
        PATH: undefined,
        NO_PROXY: undefined,
        no_proxy: undefined,
    };
    return [
        "# Written by `npm run sandbox`. Use: . " + quote(environmentFile(settings)),
        `export PATH=${quote(toolchain.bin)}:"$PATH"`,
        "unset PULUMI_CONFIG_PASSPHRASE SSH_AUTH_SOCK",
        String.raw`for sandbox_variable in $(env | sed -n 's/^\(OS_[A-Za-z0-9_]*\)=.*/\1/p'); do`,
        '    unset "$sandbox_variable"',
        "done",
        "unset sandbox_variable",
        `export NO_PROXY="\${NO_PROXY:+$NO_PROXY,}127.0.0.1,${settings.range}"`,
        'export no_proxy="$NO_PROXY"',
        ...Object.entries(variables).flatMap(([name, value]) =>
            value === undefined ? [] : [`export ${name}=${quote(value)}`],
        ),
        "",
    ].join("\n");
}
