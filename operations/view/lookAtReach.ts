import { KubeConfig } from "@kubernetes/client-node";
import { quote } from "../../components/shell";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import type { NodeLogins, NodeLogin } from "../ssh/nodeLogins";
import { forward } from "../ssh/forward";
import { handshakeFailure } from "../ssh/handshakeFailure";
import { run } from "../ssh/run";
import { noAnswer, SshFailure } from "../ssh/sshFailure";
import { tlsHandshake } from "../ssh/tlsHandshake";
import { lookAtEach } from "./lookAtEach";
import { hostOf } from "../../stacks/configuration/keys/urls";
import type { ReachFailure } from "./nodeView";
import { withLogins } from "../ssh/withLogins";
import type { Look } from "../../stacks/survey/look";

/** Limit of time of a connection and of a handshake, seconds. */
const HANDSHAKE_TIMEOUT_SECONDS = 10;

/**
 * Whether the API servers of `targets`, as peers know them (`apiServer`), answer a connection that
 * starts on a node of `source`: by the target's name, with the node that was dialled from.
 *
 * Packets of a node and of its pods leave the cluster with one address, so what a node reaches the
 * service mirror reaches, unless a policy inside the cluster stops it. Empty where no node can be
 * logged in to, of which the nodes themselves tell.
 */
export async function lookAtReach(
    { nodes: { hosts, ssh } = { hosts: [], revision: 1 } }: PlainClusterConfig,
    targets: readonly PlainClusterConfig[],
): Promise<ReadonlyMap<string, Look<{ readonly node: string }, ReachFailure>>> {
    if (ssh === undefined) return new Map();
    return withLogins(ssh, async (logins) => {
        const node = await firstNode(
            logins,
            hosts.filter(({ skipped }) => !skipped),
        );
        if (node === undefined) return new Map();
        return lookAtEach(targets, (target) => look(node, target));
    });
}

/** The login to the first node, in the order of the configuration, that can be logged in to. */
async function firstNode(
    logins: NodeLogins,
    hosts: readonly Parameters<NodeLogins["node"]>[0][],
): Promise<NodeLogin | undefined> {
    const settled = await Promise.allSettled(hosts.map((host) => logins.node(host)));
    return settled.flatMap((login) => (login.status === "fulfilled" ? [login.value] : []))[0];
}

async function look(
    node: NodeLogin,
    target: PlainClusterConfig,
): Promise<Look<{ readonly node: string }, ReachFailure>> {
    const url = new URL(target.apiServer);
    const host = hostOf(url);
    const port = Number(url.port || 443);
    try {
        await dial(node, target, host, port);
        return { seen: { node: node.name } };
    } catch (error) {
        const at = `(from ${node.name})`;
        if (error instanceof SshFailure) {
            return { ...error.facts, failure: `${error.message} ${at}` };
        }
        const { failure, ...kind } = handshakeFailure(error);
        return { ...kind, failure: `${host}:${port}: ${failure} ${at}` };
    }
}

async function dial(
    { client, name }: NodeLogin,
    target: PlainClusterConfig,
    host: string,
    port: number,
): Promise<void> {
    const seconds = HANDSHAKE_TIMEOUT_SECONDS;
    try {
        const channel = await forward(client, { name }, { host, port, seconds });
        await tlsHandshake(channel, { host, seconds, ...trustIn(target) });
    } catch (error) {
        if (!(error instanceof SshFailure) || error.facts.kind !== "forwarding") throw error;
        // Bash connects in its place, which tells nothing of certificates.
        const connect = `timeout ${seconds} bash -c ': </dev/tcp/"$0"/"$1"' ${quote(host)} ${port}`;
        const { status } = await run(client, name, { command: connect, seconds: seconds + 5 });
        if (status === 124) throw noAnswer(`${host}:${port}`, seconds);
        if (status !== 0) {
            throw new SshFailure(`${host}:${port}: the connection is refused, or has no way`, {
                kind: "refused",
            });
        }
    }
}

/** What the operator's kubeconfig takes for the certificate of the API server. */
function trustIn({ kubeconfig }: PlainClusterConfig): { ca?: string; insecure: boolean } {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    const { caData, skipTLSVerify: insecure = false } = config.getCurrentCluster() ?? {};
    return {
        ...(caData === undefined ? {} : { ca: Buffer.from(caData, "base64").toString() }),
        insecure,
    };
}
