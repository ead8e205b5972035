import { connect } from "node:net";
import type { Bastion } from "../configuration/ssh/bastion";
import type { PlainClusterConfig, PlainMeshConfig } from "../configuration/types/plainConfig";

/** How long a bastion may take to say that it is one, milliseconds. */
const LIMIT = 5_000;

/** Whether an sshd greets there, RFC 4253 section 4.2; nothing is logged in to. */
export function answers({ host, port }: Pick<Bastion, "host" | "port">): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect({ host, port, signal: AbortSignal.timeout(LIMIT) });
        let greeting = "";
        socket.on("data", (chunk) => {
            greeting += chunk.toString("latin1");
            if (greeting.length < 4) return;
            resolve(greeting.startsWith("SSH-"));
            socket.destroy();
        });
        socket.on("error", () => {
            resolve(false);
        });
        socket.on("close", () => {
            resolve(false);
        });
    });
}

/**
 * The configuration with the first bastion of each cluster that answers; where none does the first
 * stays, and whoever goes through it says why it fails. All are asked side by side.
 *
 * Before the mesh is made: the command plugin knows one bastion per connection, and tries no other.
 */
export async function withAnsweringBastions(
    config: PlainMeshConfig,
    ask: typeof answers = answers,
): Promise<PlainMeshConfig> {
    const clusters = await Promise.all(
        config.clusters.map(async (cluster): Promise<PlainClusterConfig> => {
            const { nodes } = cluster;
            const bastion = nodes?.ssh?.bastion;
            const fallbacks = nodes?.fallbackBastions ?? [];
            if (nodes?.ssh === undefined || bastion === undefined || fallbacks.length === 0) {
                return cluster;
            }
            const all = [bastion, ...fallbacks];
            const heard = await Promise.all(all.map((one) => ask(one)));
            const position = heard.indexOf(true);
            const taken = all[position];
            if (taken === undefined || position === 0) return cluster;
            const silentBastions = all.slice(0, position).map(({ host }) => host);
            const ssh = { ...nodes.ssh, bastion: taken };
            return { ...cluster, nodes: { ...nodes, ssh, silentBastions } };
        }),
    );
    return { ...config, clusters };
}

/** What the operator is told of bastions that were passed over. Pure. */
export function bastionWarnings({ clusters }: Pick<PlainMeshConfig, "clusters">): string[] {
    return clusters.flatMap(({ name, nodes: { ssh, silentBastions = [] } = {} }) =>
        silentBastions.length === 0
            ? []
            : [
                  `${name}: no SSH server answers at ${silentBastions.join(", ")}; its nodes are reached through ${ssh?.bastion?.host ?? ""}.`,
              ],
    );
}
