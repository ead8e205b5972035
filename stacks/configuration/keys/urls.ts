import * as ipaddr from "ipaddr.js";

/**
 * A URL of scheme, host, port and path, and nothing else: user information and a query may be
 * secrets, and end up in the state, in logs and with the peers.
 * Node.js also reads `https:host`, `https:\\host` and blanks, which Go's plugins refuse.
 */
export function plainUrl(text: string): URL | undefined {
    const isPlain = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i.test(text);
    return isPlain && URL.canParse(text) ? new URL(text) : undefined;
}

/** The host of a URL, an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
    return url.hostname.replace(/^\[|\]$/g, "");
}

/** Whether `url` means the machine, or the pod, that uses it. */
export function isLoopback(url: URL): boolean {
    const host = hostOf(url);
    if (/(^|\.)localhost$/.test(host)) return true;
    if (!ipaddr.isValid(host)) return false;
    return ["loopback", "unspecified"].includes(ipaddr.process(host).range());
}

/** Whether what is sent there can be read on the way. */
export function isPlainText(url: URL): boolean {
    return url.protocol === "http:" && !isLoopback(url);
}
