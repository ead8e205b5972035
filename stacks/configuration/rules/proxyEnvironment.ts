import type { Problem } from "../types/problem";

const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** A host with or without credentials, which the environment may hold, and a port. */
const DIALLED = /^(https?|socks5h?):\/\/([^\s/@]+@)?[^\s/?#@]+\/?$/;

/**
 * Refuses proxies of the environment that this program and the plugins would read in two ways:
 * without a scheme Go dials `http`, Node.js that of the request; what Go cannot read it leaves out.
 */
export function proxyProblems(
    environment: Readonly<Record<string, string | undefined>>,
    clusters: unknown,
): Problem[] {
    return VARIABLES.flatMap((variable): Problem[] => {
        const value = environment[variable] ?? "";
        if (value === "" || (DIALLED.test(value) && URL.canParse(value))) return [];
        const advice = `the environment has ${variable}, which is no URL that the plugins and the program read alike; write it with its scheme, or run Pulumi as 'env -u ${variable} pulumi up'`;
        return [
            { path: ["clusters"], value: clusters, advice, example: "http://proxy.example:3128" },
        ];
    });
}
