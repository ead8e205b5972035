import { operatorError } from "../operatorError";

/** `data` of a token Secret: absent until the token controller has filled it. */
export type TokenData = Readonly<Record<string, string>> | undefined;

/**
 * The base64 value of `field` in a `kubernetes.io/service-account-token` Secret.
 *
 * Undefined while planning: an API server's dry run answers with a Secret that no controller has
 * filled. Otherwise an empty field is an error that names `place`.
 */
export function tokenField(
    place: string,
    data: TokenData,
    field: "token" | "ca.crt",
    planning: boolean,
): string | undefined {
    const value = data?.[field];
    if (value !== undefined && value !== "") return value;
    if (planning) return undefined;
    throw operatorError(
        `${place} has no "${field}": the token controller of kube-controller-manager has not filled it. ` +
            "Check that the controller manager runs, then run `pulumi up --refresh`.",
    );
}
