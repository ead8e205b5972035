import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import {
    EXTENSION_LABEL,
    MULTICLUSTER_NAMESPACE,
    remoteAccessName,
    remoteAccessTokenName,
} from "./names";

/** What a token is for. */
export interface AccessTokenArgs {
    /** Cluster that reads this one. */
    readonly peer: string;
    readonly generation: number;
    /** The account that the token is of. */
    readonly account: pulumi.Resource;
    /** Names that the resource may have in a state of before. */
    readonly formerNames: readonly string[];
}

/** Secret that the token controller fills with a token of the account with which `peer` reads a cluster. */
export function accessToken(
    access: string,
    { peer, generation, account, formerNames }: AccessTokenArgs,
    parent: pulumi.Resource,
): k8s.core.v1.Secret {
    return new k8s.core.v1.Secret(
        generation === 1 ? `${access}-token` : `${access}-token-g${generation}`,
        {
            metadata: {
                name: remoteAccessTokenName(peer, generation),
                namespace: MULTICLUSTER_NAMESPACE,
                labels: EXTENSION_LABEL,
                annotations: { "kubernetes.io/service-account.name": remoteAccessName(peer) },
            },
            type: "kubernetes.io/service-account-token",
        },
        {
            parent,
            // The token controller deletes a token Secret whose account does not exist.
            dependsOn: [account],
            aliases: formerNames.map((name) => ({ name })),
        },
    );
}
