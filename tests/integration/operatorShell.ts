import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { quote } from "../../components/shell";
import { cloudsFile, pythonLink } from "../../sandbox/cloud/paths";
import { sshFiles } from "../../sandbox/node/sshFiles";
import { pulumiEnvironment } from "../../sandbox/stack/environment";
import type { SandboxStack } from "./stack";

/**
 * The shell of an operator in which the commands that doctor prints are typed as they stand.
 *
 * `ssh` is found in front of the real one and adds what a site has in its default places and the
 * sandbox has not: keys and host keys. So is `openstack`, which is the administrator's unless it is
 * told whose, and `pulumi`, which confirms `pulumi up`.
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
        const pulumi = quote(stack.tool("pulumi"));
        const scripts = {
            pulumi: `case $1 in
    up) exec ${pulumi} "$@" --yes --skip-preview --non-interactive ;;
    *) exec ${pulumi} "$@" ;;
esac`,
            openstack: `: "\${OS_CLIENT_CONFIG_FILE:=${cloudsFile(stack.settings)}}"
[ "\${1-}" = --os-cloud ] || set -- --os-cloud admin "$@"
export OS_CLIENT_CONFIG_FILE
exec ${quote(join(pythonLink(stack.settings), "bin", "openstack"))} "$@"`,
            ssh: `exec /usr/bin/ssh -F ${quote(sshFiles(stack.settings).clientConfig)} "$@"`,
        };
        for (const [name, text] of Object.entries(scripts)) {
            await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        }
        return new OperatorShell(stack, folder);
    }

    /**
     * Types a command; throws with what it printed when it fails. `edits` is the script of sed that does
     * what the operator would in an editor.
     */
    public async type(command: string, edits = ""): Promise<void> {
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
                KUBE_EDITOR: `sed --in-place --regexp-extended --expression=${quote(edits)}`,
            },
            stdin: "ignore",
        });
    }

    public async close(): Promise<void> {
        await rm(this.#folder, { recursive: true });
    }
}
