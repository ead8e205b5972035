/**
 * A URL of scheme, host, port and path, and nothing else: user information and a query may be
 * secrets, and end up in the state, in logs and with the peers.
 * Node.js also reads `https:host`, `https:\\host` and blanks, which Go's plugins refuse.
 */
export function plainUrl(text: string): URL | undefined {
    const isPlain = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i.test(text);
    return isPlain && URL.canParse(text) ? new URL(text) : undefined;
}
