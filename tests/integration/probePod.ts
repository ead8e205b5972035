import { execa } from "execa";
import type { NodeAddresses } from "../../sandbox/settings/addresses";
import { nodePaths } from "../../sandbox/node/paths";
import type { SandboxStack } from "./stack";

const NAME = "probe";

/** A pod without a proxy on a chosen node, from whose network TCP connections are tried. */
export class ProbePod {
    readonly #mountNamespace: string;
    readonly #networkNamespace: string;

    private constructor(mountNamespace: string, networkNamespace: string) {
        this.#mountNamespace = mountNamespace;
        this.#networkNamespace = networkNamespace;
    }

    /** Starts the pod in namespace `default`, which nothing injects into. */
    public static async start(
        stack: SandboxStack,
        cluster: string,
        node: NodeAddresses,
    ): Promise<ProbePod> {
        await stack.kubectl(
            cluster,
            ..."run --image=registry.k8s.io/pause:3.2 --restart=Never".split(" "),
            NAME,
            `--overrides=${JSON.stringify({ spec: { nodeName: node.name } })}`,
        );
        await stack.kubectl(
            cluster,
            ..."wait --for=condition=Ready --timeout=60s".split(" "),
            `pod/${NAME}`,
        );
        const address = await stack.kubectl(
            cluster,
            ...["get", "pod", NAME, "--output=jsonpath={.status.podIP}"],
        );
        const { mountNamespace } = nodePaths(stack.settings, node);
        // CNI keeps a pod's network namespace under a random name in the node's /run.
        const search = `for file in /run/netns/cni-*; do
            if nsenter --net="$file" ip -4 -oneline address show | grep -q ' ${address}/'; then
                echo "$file"
            fi
        done`;
        const { stdout } = await execa("nsenter", [
            `--mount=${mountNamespace}`,
            ...["--", "sh", "-c", search],
        ]);
        return new ProbePod(mountNamespace, stdout.trim());
    }

    /** Whether something takes a TCP connection within two seconds. */
    public async reaches(address: string, port: number): Promise<boolean> {
        const { exitCode } = await execa(
            "nsenter",
            [
                ...[`--mount=${this.#mountNamespace}`, "--"],
                ...["nsenter", `--net=${this.#networkNamespace}`, "--"],
                ...["timeout", "2", "bash", "-c", `</dev/tcp/${address}/${String(port)}`],
            ],
            { reject: false },
        );
        return exitCode === 0;
    }

    /** Removes the pod. */
    public static async stop(stack: SandboxStack, cluster: string): Promise<void> {
        await stack.kubectl(cluster, ..."delete pod --ignore-not-found --now".split(" "), NAME);
    }
}
