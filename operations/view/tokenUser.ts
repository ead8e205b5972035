/**
 * User name for which an API server takes the token of a ServiceAccount, as the token itself has it;
 * empty for one of another kind. Pure.
 *
 * It proves nothing: whether the token is accepted is for the API server to say.
 */
export function tokenUser(token: string): string {
    const [, payload = ""] = token.split(".");
    try {
        const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
            readonly sub?: unknown;
        };
        return typeof sub === "string" ? sub : "";
    } catch {
        return "";
    }
}
