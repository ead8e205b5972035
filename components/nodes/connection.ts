import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/** A node that packets to gateways of other clusters may start from. */
export interface RoutedNode {
    /** Name of the Kubernetes node. */
    readonly name: string;
    /** Its address in the network of the nodes. */
    readonly address: string;
    /** `unreachable: skip`: the node is never dialled again, and nothing is asked of it. */
    readonly skipped: boolean;
    /** Public key of its sshd, as `ssh-ed25519 AAAA…`; only a skipped node may lack it. */
    readonly hostKey?: string;
}

/** How the nodes of a cluster are reached over SSH. */
export interface NodeAccess<Secret = pulumi.Output<string>> {
    readonly user: string;
    readonly port: number;
    readonly privateKey: Secret;
    /** Of the private key, if it is encrypted. */
    readonly passphrase?: Secret;
    /** Failed attempts to connect to the bastion, or to a node where there is none. */
    readonly dialErrorLimit: number;
    readonly perDialTimeoutSeconds: number;
    /** Host through which every node is reached. @default nodes are dialled directly */
    readonly bastion?: {
        readonly host: string;
        readonly port: number;
        readonly user: string;
        readonly hostKey: string;
    };
}

/**
 * The connection to a node, through the bastion where there is one.
 *
 * Behind a bastion the node is dialled once: the plugin repeats a failed handshake on the same, by
 * then closed, channel, and reports `EOF` instead of `host key mismatch`. Every hop has a host key:
 * of a host that is given none the plugin accepts any (pulumi-command,
 * provider/pkg/provider/remote/connection.go).
 */
export function nodeConnection(
    node: RoutedNode,
    access: NodeAccess<pulumi.Input<string>>,
): command.types.input.remote.ConnectionArgs {
    if (node.hostKey === undefined && !node.skipped) {
        throw new Error(`${node.name}: no host key in the checked configuration`);
    }
    const { bastion, passphrase } = access;
    const login = {
        privateKey: access.privateKey,
        ...(passphrase === undefined ? {} : { privateKeyPassword: passphrase }),
        perDialTimeout: access.perDialTimeoutSeconds,
    };
    return {
        ...login,
        host: node.address,
        port: access.port,
        user: access.user,
        ...(node.hostKey === undefined ? {} : { hostKey: node.hostKey }),
        ...(bastion === undefined
            ? { dialErrorLimit: access.dialErrorLimit }
            : {
                  dialErrorLimit: 0,
                  proxy: { ...login, ...bastion, dialErrorLimit: access.dialErrorLimit },
              }),
    };
}
