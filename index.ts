import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "./stacks/configuration/loadConfig";
import { withSecrets } from "./stacks/configuration/withSecrets";
import { Mesh } from "./stacks/mesh";
import { pendingCredentials } from "./stacks/peerCredentials";
import { lookAtPeers, outwardLinks } from "./stacks/peerStacks";
import { bastionWarnings, withAnsweringBastions } from "./stacks/survey/answeringBastions";
import { survey } from "./stacks/survey/survey";

// The SDK sets the limit itself to note a stack of each resource in the state, with paths of this machine: a
// tenth of the state, which the engine writes anew after every operation.
Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => undefined });

export = async () => {
    const config = await loadConfig();
    const told = lookAtPeers(config);
    const [surveyed, peers, reachable] = await Promise.all([
        survey(
            config,
            told.then((peers) => outwardLinks(config, peers)),
        ),
        told,
        withAnsweringBastions(config),
    ]);
    for (const warning of [...bastionWarnings(reachable), ...pendingCredentials(config, peers)]) {
        await pulumi.log.warn(warning);
    }
    const { clusters, trustAnchor, trustAnchors, trustAnchorExpiry, links, forPeers } = new Mesh(
        "mesh",
        withSecrets(reachable),
        surveyed,
        peers,
    );
    return {
        clusters,
        trustAnchor,
        trustAnchors,
        trustAnchorExpiry,
        links,
        ...(forPeers === undefined ? {} : { forPeers }),
    };
};
