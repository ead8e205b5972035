import { z } from "zod";
import * as leaf from "./values";

const STACK = "organization/linkerd-multicluster/west";
const PEER_ADVICE = `write an object, for example {"stack": "${STACK}", "clusters": ["cluster2"]}`;
const NAMES_ADVICE = 'write a list of names, for example ["cluster2"]';
/** What to write for `peers` as a whole. */
export const PEERS_ADVICE = `write a list of stacks, for example [{"stack": "${STACK}", "clusters": ["cluster2"]}]`;

/** One entry of `peers` as it stands in the stack file. */
export const PeerEntry = z.strictObject(
    {
        stack: leaf
            .text(
                /^[\w.-]+(\/[\w.-]+){2}$/,
                `write organization, project and stack, for example ${STACK}`,
            )
            .describe(
                "Whole name of the stack, as `pulumi stack ls --all` shows it: organization, project, stack. This stack has to be able to read it: the same backend, and the same passphrase or key service.",
            ),
        clusters: z
            .array(leaf.ClusterName, NAMES_ADVICE)
            .min(1, NAMES_ADVICE)
            .describe("Names of its clusters that clusters of this stack are linked with."),
    },
    PEER_ADVICE,
);
