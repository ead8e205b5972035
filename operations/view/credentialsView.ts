/** What the credentials of a Link are worth at the target's API server. */
export interface CredentialsView {
    /** `server` of the kubeconfig in the Secret. */
    readonly server: string;
    /** User name that the API server takes them for, as `system:serviceaccount:NAMESPACE:NAME`. */
    readonly user: string;
    /** What a service mirror needs there and is refused, as "list services". */
    readonly missing: readonly string[];
    /** What it is allowed beyond that, as "get secrets". */
    readonly excess: readonly string[];
    /** What gives the account rights besides the binding that the program made. */
    readonly grants: readonly Grant[];
}

/** A binding of roles to an account, or to a group that it is in. */
export interface Grant {
    readonly kind: "clusterrolebinding" | "rolebinding";
    readonly name: string;
    /** Of a rolebinding. */
    readonly namespace?: string;
    /** Name of the group, where it is bound and not the account alone. */
    readonly group?: string;
}
