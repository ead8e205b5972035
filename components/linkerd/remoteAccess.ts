import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { accessToken } from "./accessToken";
import { pullSecretReferences } from "./charts";
import type { Multicluster } from "./multicluster";
import {
    EXTENSION_LABEL,
    MULTICLUSTER_NAMESPACE,
    remoteAccessName,
    remoteAccessTokenName,
} from "./names";
import { tokenField, type TokenData } from "./serviceAccountToken";
import { REMOTE_ACCESS_RULES } from "./remoteAccessRules";

/** Arguments of {@link RemoteAccess}. */
export interface RemoteAccessArgs {
    /** Cluster that reads this one: the source of the link. */
    readonly peer: string;
    readonly multicluster: Multicluster;
    /**
     * Raise it to get another token; the one before ends with its Secret.
     * @default 1
     */
    readonly generation?: number;
    /**
     * Generation of another token that the peer still uses, and that stays for it.
     * @default none
     */
    readonly keptGeneration?: number;
    /** Names of pull secrets, as the chart puts them on its own account. */
    readonly pullSecrets: readonly string[];
}

/**
 * Account with which one peer reads this cluster, and its token.
 *
 * The chart makes one account for all peers; one per peer can be revoked alone, by removing the link.
 */
export class RemoteAccess extends pulumi.ComponentResource {
    public readonly accountName: string;
    /** Of the token. */
    public readonly generation: number;
    /** Bearer token of the account, secret. */
    public readonly token: pulumi.Output<string>;
    /** CA of this cluster's API server, base64 of PEM as in a kubeconfig. */
    public readonly certificateAuthorityData: pulumi.Output<string>;

    constructor(name: string, args: RemoteAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:linkerd:RemoteAccess", name, {}, opts);

        this.accountName = remoteAccessName(args.peer);
        const metadata = { name: this.accountName, labels: EXTENSION_LABEL };
        const namespaced = { ...metadata, namespace: MULTICLUSTER_NAMESPACE };
        const options = { parent: this, dependsOn: [args.multicluster.namespace] };

        const account = new k8s.core.v1.ServiceAccount(
            `${name}-account`,
            {
                metadata: namespaced,
                ...(args.pullSecrets.length === 0
                    ? {}
                    : { imagePullSecrets: pullSecretReferences(args) }),
            },
            options,
        );
        const role = new k8s.rbac.v1.ClusterRole(
            `${name}-role`,
            { metadata, rules: REMOTE_ACCESS_RULES },
            { parent: this },
        );
        new k8s.rbac.v1.ClusterRoleBinding(
            `${name}-binding`,
            {
                metadata,
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "ClusterRole",
                    name: this.accountName,
                },
                subjects: [
                    {
                        kind: "ServiceAccount",
                        name: this.accountName,
                        namespace: MULTICLUSTER_NAMESPACE,
                    },
                ],
            },
            { parent: this, dependsOn: [role, account] },
        );
        const { generation = 1, keptGeneration: kept } = args;
        const makeToken = (of: number, formerNames: readonly string[]) =>
            accessToken(name, { peer: args.peer, generation: of, account, formerNames }, this);
        // States of before have the token of any generation under the name of the first one's.
        const former = kept === 1 || generation === 1 ? [] : [`${name}-token`];
        if (kept !== undefined) makeToken(kept, former);
        const secret = makeToken(generation, kept === undefined ? former : []);
        this.generation = generation;

        const tokenName = remoteAccessTokenName(args.peer, generation);
        const place = `${name}: Secret ${MULTICLUSTER_NAMESPACE}/${tokenName}`;
        const planning = pulumi.runtime.isDryRun();
        const field = (key: "token" | "ca.crt"): pulumi.Output<string> =>
            pulumi
                .secret(secret.data as pulumi.Output<TokenData>)
                .apply((data) => pulumi.output(tokenField(place, data, key, planning) ?? unknown));
        this.token = field("token").apply((base64) => Buffer.from(base64, "base64").toString());
        this.certificateAuthorityData = pulumi.unsecret(field("ca.crt"));
        this.registerOutputs({ accountName: this.accountName });
    }
}

/** Stands for a value that only `up` brings; pulumi does not type it as what it stands for. */
const unknown = pulumi.unknown as unknown as string;
