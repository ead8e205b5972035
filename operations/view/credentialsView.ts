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
}
