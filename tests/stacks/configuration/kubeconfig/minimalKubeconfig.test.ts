import assert from "node:assert/strict";
import { parse } from "yaml";
import {
    KubeconfigError,
    minimalKubeconfig,
} from "../../../../stacks/configuration/kubeconfig/minimalKubeconfig";
import {
    CA_DATA,
    CERTIFICATE,
    CREDENTIAL,
    filesOf,
    kpaasKubeconfig,
    without,
} from "../../../support/configFiles";

function plain(data: string): string {
    return Buffer.from(data, "base64").toString();
}

const TWO_CONTEXTS = `
apiVersion: v1
kind: Config
current-context: east
clusters:
- name: east
  cluster:
    certificate-authority: pki/ca.crt
    server: https://10.1.0.1:6443
- name: west
  cluster:
    certificate-authority: /etc/west/ca.crt
    certificate-authority-data: ${CA_DATA}
    proxy-url: socks5://198.51.100.1:1080
    server: https://10.1.0.1:6443
    tls-server-name: west.example
contexts:
- name: east
  context: {cluster: east, user: east-admin, namespace: apps}
- name: west
  context: {cluster: west, user: west-admin}
- name: token
  context: {cluster: west, user: robot}
- name: nobody
  context: {cluster: west, user: ghost}
- name: anonymous
  context: {cluster: west}
- name: nowhere
  context: {cluster: north, user: robot}
users:
- name: east-admin
  user:
    client-certificate: pki/../pki/admin.crt
    client-key: pki/admin.key
- name: west-admin
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: bin/login
      interactiveMode: IfAvailable
      args: [--cluster, "west: 1"]
- name: robot
  user: {token: stale, tokenFile: robot.token}
`;

const FILES = {
    folder: "/home/operator/.kube",
    read: filesOf({
        "/home/operator/.kube/pki/ca.crt": plain(CA_DATA),
        "/home/operator/.kube/pki/admin.crt": plain(CERTIFICATE),
        "/home/operator/.kube/pki/admin.key": plain(CREDENTIAL),
        "/home/operator/.kube/robot.token": "fresh\n",
    }).read,
};

function errorOf(text: string, context?: string, files: typeof FILES | null = FILES) {
    try {
        minimalKubeconfig(text, context, files ?? undefined);
    } catch (error) {
        if (error instanceof KubeconfigError) return [error.about, error.message];
        throw error;
    }
    return undefined;
}

describe("minimalKubeconfig", () => {
    it("keeps a K-PaaS file as it is, apart from what no client reads", () => {
        const server = "https://203.0.113.10:6443";
        const { kubeconfig, ...rest } = minimalKubeconfig(
            kpaasKubeconfig(server),
            undefined,
            undefined,
        );
        assert.deepEqual(rest, {
            context: "cluster1",
            server,
            proxyUrl: undefined,
            isUnverified: false,
        });
        const original = parse(kpaasKubeconfig(server)) as object;
        assert.deepEqual(parse(kubeconfig), without(original, "preferences"));
    });

    it("takes the current context and inlines the files beside the kubeconfig", () => {
        const { kubeconfig, ...rest } = minimalKubeconfig(TWO_CONTEXTS, undefined, FILES);
        assert.deepEqual(rest, {
            context: "east",
            server: "https://10.1.0.1:6443",
            proxyUrl: undefined,
            isUnverified: false,
        });
        assert.deepEqual(parse(kubeconfig), {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "east",
                    cluster: {
                        server: "https://10.1.0.1:6443",
                        "certificate-authority-data": CA_DATA,
                    },
                },
            ],
            contexts: [
                {
                    name: "east",
                    context: { cluster: "east", user: "east-admin", namespace: "apps" },
                },
            ],
            users: [
                {
                    name: "east-admin",
                    user: {
                        "client-certificate-data": CERTIFICATE,
                        "client-key-data": CREDENTIAL,
                    },
                },
            ],
            "current-context": "east",
        });
    });

    it("keeps login plugins, proxies and server names, and prefers contents to a file", () => {
        const { kubeconfig, ...rest } = minimalKubeconfig(TWO_CONTEXTS, "west", FILES);
        assert.deepEqual(rest, {
            context: "west",
            server: "https://10.1.0.1:6443",
            proxyUrl: "socks5://198.51.100.1:1080",
            isUnverified: false,
        });
        assert.deepEqual(parse(kubeconfig), {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "west",
                    cluster: {
                        "certificate-authority-data": CA_DATA,
                        "proxy-url": "socks5://198.51.100.1:1080",
                        server: "https://10.1.0.1:6443",
                        "tls-server-name": "west.example",
                    },
                },
            ],
            contexts: [{ name: "west", context: { cluster: "west", user: "west-admin" } }],
            users: [
                {
                    name: "west-admin",
                    user: {
                        exec: {
                            apiVersion: "client.authentication.k8s.io/v1",
                            // client-go looks for it beside the kubeconfig, not in the PATH.
                            command: "/home/operator/.kube/bin/login",
                            args: ["--cluster", "west: 1"],
                            interactiveMode: "IfAvailable",
                        },
                    },
                },
            ],
            "current-context": "west",
        });
    });

    it("reads tokenFile, which client-go prefers to the token beside it", () => {
        const { kubeconfig } = minimalKubeconfig(TWO_CONTEXTS, "token", FILES);
        const { users } = parse(kubeconfig) as { users: unknown };
        assert.deepEqual(users, [{ name: "robot", user: { token: "fresh" } }]);
    });

    it("is its own fixed point: the result needs no file and no choice", () => {
        const { kubeconfig } = minimalKubeconfig(TWO_CONTEXTS, "token", FILES);
        assert.equal(minimalKubeconfig(kubeconfig, undefined, undefined).kubeconfig, kubeconfig);
    });

    it("reads JSON, which kubectl writes with --output json", () => {
        const json = JSON.stringify(parse(TWO_CONTEXTS));
        assert.deepEqual(
            minimalKubeconfig(json, "east", FILES),
            minimalKubeconfig(TWO_CONTEXTS, "east", FILES),
        );
    });

    const merged = TWO_CONTEXTS.replaceAll("west", "east");
    const omitted = kpaasKubeconfig("https://a:6443").replace(CREDENTIAL, "DATA+OMITTED");
    const refused: readonly (readonly [
        what: string,
        error: readonly [string, string],
        text: string,
        context?: string,
        files?: typeof FILES | null,
    ])[] = [
        [
            "an unknown context",
            [
                "context",
                "the kubeconfig has no such context; write one of east, west, token, nobody, anonymous, nowhere",
            ],
            TWO_CONTEXTS,
            "north",
        ],
        [
            "an unknown context, when there is one",
            ["context", "the kubeconfig has no such context; write cluster1"],
            kpaasKubeconfig("https://a:6443"),
            "north",
        ],
        [
            "no current-context",
            ["context", "the kubeconfig has no current-context; write cluster1"],
            kpaasKubeconfig("https://a:6443").replace("current-context: cluster1\n", ""),
        ],
        [
            "a current-context that is not there",
            ["context", 'the kubeconfig has a current-context "gone" it lacks; write cluster1'],
            kpaasKubeconfig("https://a:6443").replace(
                "current-context: cluster1",
                "current-context: gone",
            ),
        ],
        [
            "a context of an unknown user",
            [
                "kubeconfig",
                'its context asks for the user "ghost", but it holds east-admin, west-admin, robot',
            ],
            TWO_CONTEXTS,
            "nobody",
        ],
        [
            "a context without a user",
            ["kubeconfig", 'its context "anonymous" names no user; add one'],
            TWO_CONTEXTS,
            "anonymous",
        ],
        [
            "a context of an unknown cluster",
            ["kubeconfig", 'its context asks for the cluster "north", but it holds east, west'],
            TWO_CONTEXTS,
            "nowhere",
        ],
        [
            "files that were joined although their names are the same",
            ["kubeconfig", 'it holds two contexts "east"; give each cluster a file of its own'],
            merged,
        ],
        [
            "a missing file",
            ["kubeconfig", "it refers to the file pki/ca.crt: ENOENT"],
            TWO_CONTEXTS,
            "east",
            { folder: "/elsewhere", read: FILES.read },
        ],
        [
            "contents that refer to files",
            [
                "kubeconfig",
                "it refers to the file pki/ca.crt: contents cannot refer to files; store the output of 'kubectl config view --raw --flatten --minify'",
            ],
            TWO_CONTEXTS,
            "east",
            null,
        ],
        [
            "credentials that kubectl left out",
            [
                "kubeconfig",
                "its credentials were left out; make it with 'kubectl config view --raw --flatten --minify'",
            ],
            omitted,
        ],
        [
            "no clusters",
            ["kubeconfig", "it holds no clusters; give the kubeconfig of the cluster"],
            "apiVersion: v1\nkind: Config\nclusters: null\n",
        ],
        [
            "no contexts",
            ["kubeconfig", "it holds no contexts; give a complete kubeconfig"],
            "clusters: [{name: a, cluster: {server: 'https://a:6443'}}]",
        ],
        [
            "an empty file",
            ["kubeconfig", "not a kubeconfig, it has no keys; give a kubeconfig"],
            "",
        ],
        [
            "other text",
            ["kubeconfig", "not a kubeconfig, it has no keys; give a kubeconfig"],
            "no such host",
        ],
        [
            "other YAML",
            [
                "kubeconfig",
                "not a kubeconfig, clusters is missing or wrong in it; give a kubeconfig",
            ],
            "clusters: 3",
        ],
        [
            "a cluster without a server",
            [
                "kubeconfig",
                'not a kubeconfig, cluster.server of the cluster "cluster1" is missing or wrong in it; give a kubeconfig',
            ],
            kpaasKubeconfig("https://a:6443").replace("server:", "sever:"),
        ],
        [
            "what is not YAML, without quoting it",
            ["kubeconfig", "not YAML, see its line 2; give a kubeconfig"],
            `users:\n  token: "${CREDENTIAL}`,
        ],
        [
            "an alias that leads nowhere, without quoting it",
            ["kubeconfig", "not YAML; give a kubeconfig"],
            `users: *${CREDENTIAL.replaceAll(/[=+/]/g, "")}\n`,
        ],
    ];
    for (const [what, error, text, context, files] of refused) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(errorOf(text, context, files), error);
        });
    }
});
