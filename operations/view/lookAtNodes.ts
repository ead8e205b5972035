import type { RoutedNode } from "../../components/nodes/connection";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import type { NodeLogins } from "../ssh/nodeLogins";
import { run } from "../ssh/run";
import { SshFailure } from "../ssh/sshFailure";
import { withLogins } from "../ssh/withLogins";
import type { Look } from "../../stacks/survey/look";
import { lookAtEach } from "./lookAtEach";
import { NODE_COMMAND, NODE_QUESTIONS, readAnswers } from "./nodeQuestions";
import type { NodeFailure, NodeView } from "./nodeView";

/** Limit of time of everything that is asked of one node, seconds; the command's own is shorter. */
const COMMAND_TIMEOUT_SECONDS = 40;

/**
 * Looks at every node of a cluster over SSH, by the node's name; changes nothing. Empty where the
 * configuration has no access to the nodes; skipped nodes are left out.
 */
export async function lookAtNodes({
    nodes: { hosts, ssh } = { hosts: [], revision: 1 },
}: PlainClusterConfig): Promise<ReadonlyMap<string, Look<NodeView, NodeFailure>>> {
    if (ssh === undefined) return new Map();
    const asked = hosts.filter(({ skipped }) => !skipped);
    return withLogins(ssh, (logins) => lookAtEach(asked, (node) => look(node, ssh.user, logins)));
}

async function look(
    node: RoutedNode,
    user: string,
    logins: NodeLogins,
): Promise<Look<NodeView, NodeFailure>> {
    try {
        const { name, client } = await logins.node(node);
        const question = {
            command: NODE_COMMAND,
            stdin: NODE_QUESTIONS,
            seconds: COMMAND_TIMEOUT_SECONDS,
        };
        return readAnswers(await run(client, name, question), user);
    } catch (error) {
        if (!(error instanceof SshFailure)) throw error;
        return { failure: error.message, ...error.facts };
    }
}
