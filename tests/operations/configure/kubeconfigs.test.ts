import assert from "node:assert/strict";
import { stringify } from "yaml";
import {
    chooseContexts,
    clusterNames,
    kubeconfigNames,
    type KubeconfigText,
} from "../../../operations/configure/kubeconfigs";

/** A kubeconfig with these contexts, each of a cluster with its server. */
function kubeconfig(
    path: string,
    contexts: Readonly<Record<string, string>>,
    current?: string,
): KubeconfigText {
    const names = Object.entries(contexts);
    const text = stringify({
        "current-context": current ?? names[0]?.[0],
        clusters: names.map(([name, server]) => ({ name, cluster: { server } })),
        contexts: names.map(([name]) => ({ name, context: { cluster: name, user: name } })),
        users: names.map(([name]) => ({ name, user: { token: "t" } })),
    });
    return { path, text };
}

const A = "https://203.0.113.10:6443";
const B = "https://203.0.113.20:6443";
const kpaas1 = kubeconfig("~/.kube/cluster1-config", { cluster1: A });
const kpaas2 = kubeconfig("~/.kube/cluster2-config", { cluster1: B });

describe("kubeconfigs of a run", () => {
    const cases: readonly (readonly [
        what: string,
        files: readonly KubeconfigText[],
        wanted: readonly string[],
        clusters: readonly (readonly [server: string, context: string | undefined])[],
        failures: readonly string[],
    ])[] = [
        [
            "are a cluster each",
            [kpaas1, kpaas2],
            [],
            [
                [A, undefined],
                [B, undefined],
            ],
            [],
        ],
        [
            "are all contexts of one file that was merged",
            [kubeconfig("config", { "ctx-1": A, "ctx-2": B })],
            [],
            [
                [A, undefined],
                [B, "ctx-2"],
            ],
            [],
        ],
        [
            "are once a cluster of which two users have a context, by the current one",
            [kubeconfig("config", { admin: A, guest: A, other: B }, "guest")],
            [],
            [
                [A, undefined],
                [B, "other"],
            ],
            [],
        ],
        [
            "are the current context of each file, where there are several",
            [kubeconfig("a", { one: A, two: B }, "two"), kpaas1],
            [],
            [
                [B, undefined],
                [A, undefined],
            ],
            [],
        ],
        [
            "are the contexts that were asked for",
            [kubeconfig("a", { one: A, two: B })],
            ["two"],
            [[B, "two"]],
            [],
        ],
        [
            "have not the context that was asked for",
            [kpaas1],
            ["ctx-1"],
            [[A, undefined]],
            ["--context ctx-1: no kubeconfig has it; write one of cluster1"],
        ],
        [
            "are told of without their text, where they are none",
            [{ path: "notes", text: "token: [secret" }, kpaas1],
            [],
            [[A, undefined]],
            ["notes: not YAML, see its line 1; give a kubeconfig"],
        ],
        [
            "need a flag, where none of their contexts is the current one",
            [kubeconfig("a", { one: A, two: B }, "gone"), kpaas1],
            [],
            [[A, undefined]],
            [
                'a: the kubeconfig has a current-context "gone" it lacks; write one of one, two with --context',
            ],
        ],
    ];
    for (const [what, files, wanted, clusters, failures] of cases) {
        it(what, () => {
            const chosen = chooseContexts(files, wanted);
            assert.deepEqual(
                chosen.clusters.map(({ minimal, context }) => [minimal.server, context]),
                clusters,
            );
            assert.deepEqual(chosen.failures, failures);
        });
    }

    const names: readonly (readonly [
        what: string,
        files: readonly KubeconfigText[],
        given: readonly string[],
        names: readonly string[],
    ])[] = [
        [
            "are called as their files, where K-PaaS calls every context cluster1",
            [kpaas1, kpaas2],
            [],
            ["cluster1", "cluster2"],
        ],
        [
            "are called by the numbers of K-PaaS' federation",
            [
                { ...kpaas1, path: "f/config1" },
                { ...kpaas2, path: "f/config2" },
            ],
            [],
            ["cluster1", "cluster2"],
        ],
        [
            "are called as their contexts, where each is another",
            [kubeconfig("c", { east: A, west: B })],
            [],
            ["east", "west"],
        ],
        [
            "are numbered, where neither is a name that the program takes",
            [
                kubeconfig("A B", { "kubernetes-admin@kubernetes": A }),
                kubeconfig("c/A B", { "kubernetes-admin@kubernetes": B }),
            ],
            [],
            ["cluster1", "cluster2"],
        ],
        ["are called as was said", [kpaas1, kpaas2], ["seoul"], ["seoul", "cluster2"]],
        [
            "keep the names that the stack has",
            [{ ...kpaas1, cluster: "seoul" }, kpaas2],
            [],
            ["seoul", "cluster2"],
        ],
    ];
    for (const [what, files, given, expected] of names) {
        it(what, () => {
            assert.deepEqual(clusterNames(chooseContexts(files, []).clusters, given), expected);
        });
    }

    it("are known in a folder by the names that K-PaaS gives them", () => {
        assert.deepEqual(
            kubeconfigNames([
                "config10",
                "cache",
                "config2",
                "config",
                "cluster1-config",
                ".x-config",
                "kubectx",
            ]),
            ["cluster1-config", "config2", "config10"],
        );
    });
});
