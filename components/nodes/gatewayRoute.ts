import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { nodeConnection, type NodeAccess, type RoutedNode } from "./connection";
import type { PeerRoute } from "./iptables";
import { nodeCommand, nodeScript } from "./nodeScript";

/** A {@link PeerRoute}, whose addresses other resources may bring. */
export interface PeerRouteArgs {
    readonly peer: string;
    readonly privateAddress: pulumi.Input<string>;
    readonly floatingAddress: pulumi.Input<string>;
}

/** Arguments of {@link GatewayRoute}. */
export interface GatewayRouteArgs {
    readonly node: RoutedNode;
    readonly ssh: NodeAccess;
    /** A higher number writes the rules anew; the engine never reads a node back. */
    readonly revision: number;
    /** One route for each other cluster whose gateway packets of this node may go to. */
    readonly routes: readonly PeerRouteArgs[];
    /** What makes the floating addresses; gone only after the rules are. */
    readonly after: readonly pulumi.Resource[];
}

/**
 * The rules of one node that rewrite the private addresses of other clusters' gateways to their
 * floating IPs.
 *
 * Replaces `iptables -t nat -I PREROUTING` of guide step 3.5. Differs in a chain of our own that is
 * written as a whole, in rules for the two ports of a gateway alone, and in being there again after a
 * reboot and gone after `pulumi destroy`.
 *
 * A skipped node keeps its Command, without anything to run: the plugin then connects neither in this
 * `up` nor in a later `destroy`, for which it runs what the state says.
 */
export class GatewayRoute extends pulumi.ComponentResource {
    /** The node has its rules when this is made: what sends packets there waits for it. */
    public readonly command: command.remote.Command;

    constructor(name: string, args: GatewayRouteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:nodes:GatewayRoute", name, {}, opts);

        const { node, revision } = args;
        const host = {
            connection: pulumi.secret(nodeConnection(node, args.ssh)),
            // Another address is another host: the old one loses its rules, if it can be reached. Not
            // replaceOnChanges: a connection that is secret as a whole changes as a whole.
            triggers: [node.address],
        };
        const apply = nodeCommand("apply");
        this.command = new command.remote.Command(
            `${name}-command`,
            node.skipped
                ? host
                : {
                      ...host,
                      create: apply,
                      update: apply,
                      delete: nodeCommand("remove"),
                      stdin: pulumi
                          .output([...args.routes])
                          .apply((routes: readonly PeerRoute[]) => nodeScript(routes, revision)),
                      // They travel as variables, which sshd refuses unless AcceptEnv names them.
                      addPreviousOutputInEnv: false,
                      // The plugin's error has the output already; a success has none.
                      logging: command.remote.Logging.None,
                  },
            {
                parent: this,
                dependsOn: [...args.after],
                // Run at the end, its delete would remove what another node's Command wrote meanwhile,
                // where that node took over the host.
                deleteBeforeReplace: true,
            },
        );
        this.registerOutputs({});
    }
}
