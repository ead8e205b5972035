import {
    CLUSTERS,
    EAST,
    PATH,
    WEST,
    clusters,
    refuses,
    siteOf,
} from "../../../support/configCases";
import { CREDENTIAL, kpaasKubeconfig } from "../../../support/configFiles";

const PASTED = kpaasKubeconfig("https://10.2.0.1:6443");

describe("readKubeconfigs", () => {
    const broken = { ...WEST, kubeconfigPath: "broken" };
    refuses([
        [
            "a missing file, with the place that was looked at",
            clusters({ kubeconfigPath: "kubeconfigs/east" }, { kubeconfigPath: "~/west" }),
            [
                `clusters[0].kubeconfigPath is "kubeconfigs/east": there is no such file, looked for at /project/kubeconfigs/east; ${PATH}`,
                `clusters[1].kubeconfigPath is "~/west": there is no such file, looked for at /home/operator/west; ${PATH}`,
            ],
        ],
        [
            "what is not YAML, without quoting it",
            { clusters: [EAST, broken] },
            ['clusters[1].kubeconfigPath is "broken": not YAML, see its line 1; give a kubeconfig'],
        ],
        [
            "a pasted kubeconfig instead of its path, without quoting it",
            clusters({}, { kubeconfigPath: PASTED }),
            [
                `clusters[1].kubeconfigPath is a text of ${String(PASTED.length)} characters: ${PATH}`,
            ],
        ],
        [
            "a context that is not in it",
            clusters({}, { context: "west" }),
            ['clusters[1].context is "west": the kubeconfig has no such context; write cluster1'],
        ],
        [
            "neither a path nor contents",
            clusters({}, { kubeconfigPath: undefined }),
            [
                "clusters[1].kubeconfigPath is missing: store the contents of a kubeconfig with 'pulumi config set --secret westKubeconfig < FILE', or write its path, for example ~/.kube/cluster1-config",
            ],
        ],
        [
            "a path and contents",
            { clusters: CLUSTERS, westKubeconfig: kpaasKubeconfig("https://10.2.0.1:6443") },
            [
                'clusters[1].kubeconfigPath is "~/.kube/west": the key westKubeconfig holds a kubeconfig of this cluster too; remove one of them',
            ],
            { secretKeys: ["westKubeconfig"] },
        ],
        [
            "contents in plain text",
            {
                clusters: [EAST, { name: "west", ...siteOf("west", 2) }],
                westKubeconfig: kpaasKubeconfig("https://a"),
            },
            [
                "westKubeconfig is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret westKubeconfig < FILE'",
            ],
        ],
        [
            "contents that are none, without quoting them",
            {
                clusters: [EAST, { name: "west", ...siteOf("west", 2) }],
                westKubeconfig: `"${CREDENTIAL}`,
            },
            ["westKubeconfig is [secret]: not YAML, see its line 1; give a kubeconfig"],
            { secretKeys: ["westKubeconfig"] },
        ],
    ]);
});
