import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { quote } from "../../components/nodes/shell";
import { sshFiles } from "../../sandbox/node/sshFiles";
import { pulumiEnvironment } from "../../sandbox/stack/environment";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import type { SandboxStack } from "./stack";

/**
 * The shell of an operator in which the commands that doctor prints are typed as they stand.
 *
 * `pulumi` and `ssh` are found in front of the real ones and add what a site has in its default
 * places and the sandbox has not: the file of the configuration, keys and host keys. `pulumi up` is
 * confirmed.
 */
export class OperatorShell {
    readonly #stack: SandboxStack;
    readonly #folder: string;

    private constructor(stack: SandboxStack, folder: string) {
        this.#stack = stack;
        this.#folder = folder;
    }

    public static async open(stack: SandboxStack): Promise<OperatorShell> {
        const folder = join(stack.settings.stateDir, "operator");
        await mkdir(folder, { recursive: true });
        const config = quote(stackConfigFile(stack.settings));
        const pulumi = quote(stack.tool("pulumi"));
        const scripts = {
            pulumi: `case $1 in
    up) exec ${pulumi} "$@" --config-file ${config} --yes --skip-preview --non-interactive ;;
    config) exec ${pulumi} "$@" --config-file ${config} ;;
    *) exec ${pulumi} "$@" ;;
esac`,
            ssh: `exec /usr/bin/ssh -F ${quote(sshFiles(stack.settings).clientConfig)} "$@"`,
        };
        for (const [name, text] of Object.entries(scripts)) {
            await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        }
        return new OperatorShell(stack, folder);
    }

    /** Types a command; throws with what it printed when it fails. */
    public async type(command: string): Promise<void> {
        const { settings } = this.#stack;
        const environment = pulumiEnvironment(
            settings,
            { bin: this.#stack.toolFolder, pulumiHome: this.#stack.pulumiHome },
            process.env,
        );
        await execa("bash", ["-euo", "pipefail", "-c", command], {
            cwd: settings.projectDir,
            env: {
                ...environment,
                PATH: `${this.#folder}:${environment["PATH"] ?? ""}`,
                KUBECONFIG: this.#stack.clusters
                    .map(({ name }) => this.#stack.kubeconfig(name))
                    .join(":"),
            },
            stdin: "ignore",
        });
    }

    public async close(): Promise<void> {
        await rm(this.#folder, { recursive: true });
    }
}
