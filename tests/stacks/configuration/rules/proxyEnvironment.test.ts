import assert from "node:assert/strict";
import { CLUSTERS, problemsOf } from "../../../support/configCases";

const problems = (environment: Readonly<Record<string, string>>) =>
    problemsOf({ clusters: CLUSTERS }, { environment });

function advice(variable: string): string {
    return `clusters is a list of 2: the environment has ${variable}, which is no URL that the plugins and the program read alike; write it with its scheme, or run Pulumi as 'env -u ${variable} pulumi up', for example http://proxy.example:3128`;
}

describe("proxyProblems", () => {
    for (const proxy of [
        "",
        "http://proxy.example:3128",
        "https://proxy.example",
        "socks5://198.51.100.1:1080/",
        "http://me:hunter2@proxy.example:3128",
    ]) {
        it(`takes HTTPS_PROXY "${proxy}"`, () => {
            assert.deepEqual(problems({ HTTPS_PROXY: proxy }), []);
        });
    }

    for (const proxy of [
        "proxy.example:3128",
        "ftp://proxy.example:21",
        "http://",
        "http://proxy.example:port",
        "http://me:hunter2@proxy.example:3128/?q",
    ]) {
        it(`refuses "${proxy}", without showing it`, () => {
            assert.deepEqual(problems({ HTTPS_PROXY: proxy, no_proxy: "x" }), [
                advice("HTTPS_PROXY"),
            ]);
        });
    }

    it("looks at every variable that both read", () => {
        const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
        assert.deepEqual(
            problems(Object.fromEntries(variables.map((variable) => [variable, "proxy:3128"]))),
            variables.map(advice),
        );
    });
});
