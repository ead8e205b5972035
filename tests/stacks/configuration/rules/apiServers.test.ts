import { clusters, configOf, refuses, type Case } from "../../../support/configCases";
import { kpaasKubeconfig } from "../../../support/configFiles";

function loopback(subject: string): string {
    return `${subject} is a loopback address, where the pods of the other clusters would find themselves; write the URL that they use, for example https://203.0.113.10:6443`;
}

/** A kubeconfig that skips the check of the certificate. */
const SKIPPING = {
    "/home/operator/.kube/east": kpaasKubeconfig("https://10.1.0.1:6443").replace(
        /certificate-authority-data: .*/,
        "insecure-skip-tls-verify: true",
    ),
};

describe("apiServerProblems", () => {
    it("takes a server whose certificate is not checked where the key accepts it", () => {
        configOf(clusters({ allowInsecureTransport: true }, {}), { files: SKIPPING });
    });

    const paths = (...names: readonly string[]) =>
        clusters(...names.map((name) => ({ kubeconfigPath: `~/.kube/${name}` })));
    const shared = (server: string) =>
        `its server ${server} is that of clusters[0] too; give each cluster the kubeconfig of its own API server`;
    const twin =
        "peers would reach clusters[0] there too; write the URL of this cluster's own API server, for example https://203.0.113.10:6443";
    refuses([
        [
            "a server whose certificate is not checked",
            clusters({}, {}),
            [
                'clusters[0].kubeconfigPath is "~/.kube/east": it has insecure-skip-tls-verify: whoever answers at https://10.1.0.1:6443 is handed the credentials; give the cluster\'s CA, or accept that with clusters[0].allowInsecureTransport: true',
            ],
            { files: SKIPPING },
        ],
        ...["https://me:hunter2@10.1.0.1:6443", "https://10.1.0.1:6443/?token=hunter2"].map(
            (server): Case => [
                `a secret in ${server}, without showing it`,
                clusters({}, {}),
                [
                    'clusters[0].kubeconfigPath is "~/.kube/east": its server is no URL of a host, without user, query and blanks; write one there, for example https://203.0.113.10:6443',
                ],
                { files: { "/home/operator/.kube/east": kpaasKubeconfig(server) } },
            ],
        ),
        [
            "one for two clusters",
            paths("east", "east-again"),
            [
                `clusters[1].kubeconfigPath is "~/.kube/east-again": ${shared("https://10.1.0.1:6443")}`,
            ],
        ],
        [
            "one in two spellings",
            paths("default-port", "port-443"),
            [`clusters[1].kubeconfigPath is "~/.kube/port-443": ${shared("https://api.example")}`],
        ],
        [
            "one for the peers of two clusters",
            clusters(
                { apiServer: "https://203.0.113.10:6443" },
                { apiServer: "https://203.0.113.10:6443/" },
            ),
            [`clusters[1].apiServer is "https://203.0.113.10:6443/": ${twin}`],
        ],
        [
            "one for the peers, where two proxies tell the clusters apart",
            paths("proxied-1", "proxied-2"),
            [`clusters[1].apiServer is missing: ${twin}`],
        ],
        [
            "loopback addresses of kubeconfigs",
            paths("loopback", "localhost", "loopback-v6"),
            [
                `clusters[0].apiServer is missing: ${loopback("the kubeconfig's server https://127.0.0.1:6443")}`,
                `clusters[1].apiServer is missing: ${loopback("the kubeconfig's server https://localhost:6443")}`,
                `clusters[2].apiServer is missing: ${loopback("the kubeconfig's server https://[::1]:6443")}`,
            ],
        ],
        [
            "loopback addresses for peers, however they are written",
            clusters(
                { apiServer: "https://127.1:6443" },
                { apiServer: "https://[::ffff:127.0.0.1]:6443" },
                { apiServer: "https://0.0.0.0:6443" },
            ),
            [
                `clusters[0].apiServer is "https://127.1:6443": ${loopback("it")}`,
                `clusters[1].apiServer is "https://[::ffff:127.0.0.1]:6443": ${loopback("it")}`,
                `clusters[2].apiServer is "https://0.0.0.0:6443": ${loopback("it")}`,
            ],
        ],
        [
            "the K-PaaS pair: two files from two masters, the same in everything",
            paths("loopback", "loopback"),
            [
                `clusters[0].apiServer is missing: ${loopback("the kubeconfig's server https://127.0.0.1:6443")}`,
                `clusters[1].apiServer is missing: ${loopback("the kubeconfig's server https://127.0.0.1:6443")}`,
                `clusters[1].kubeconfigPath is "~/.kube/loopback": ${shared("https://127.0.0.1:6443")}`,
            ],
        ],
        [
            "plain http and what is no URL",
            paths("http", "no-scheme"),
            [
                'clusters[0].kubeconfigPath is "~/.kube/http": its server http://10.4.0.1:8080 is plain http, which would carry credentials in the open; write an https URL there, for example https://203.0.113.10:6443',
                'clusters[1].kubeconfigPath is "~/.kube/no-scheme": its server is no URL of a host, without user, query and blanks; write one there, for example https://203.0.113.10:6443',
            ],
        ],
    ]);
});
