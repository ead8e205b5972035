import type { Finding } from "../../findings/finding";
import { unreached } from "./reach";
import { enumerate } from "../../findings/enumerate";
import { kubectl } from "../../remedies/kubectl";
import type { Layer } from "../../findings/layer";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";
import type { ClusterView, MeshView } from "../../view/meshView";

/** Whether every API server answers: here, and where the service mirrors of its peers run. */
export const apiServers: Layer = {
    id: "api-servers",
    title: "API servers",
    pre: true,
    examine: (view) => {
        const reach = unreached(view);
        const reached = view.clusters.flatMap(({ reach: targets }) =>
            [...targets.values()].filter((look) => "seen" in look),
        ).length;
        return {
            findings: [
                ...view.clusters.flatMap((cluster, index) => unanswered(cluster, index)),
                ...reachableClusters(view).flatMap((cluster) => refused(cluster, view)),
                ...reach.findings,
            ],
            scope: [
                `${view.clusters.length} from here`,
                ...(view.pre ? [] : [`${reached} from the nodes of peers`]),
            ].join(", "),
            notChecked: reach.notChecked,
        };
    },
};

/** What repairs a request that failed, by the words of `requestFailure`; the last is for all others. */
const REMEDIES: readonly {
    readonly failure: RegExp;
    readonly remedy: (cluster: ClusterView, index: number) => string;
}[] = [
    {
        failure: /it answers 401|CA in the kubeconfig|names other hosts/,
        remedy: (_, index) =>
            `pulumi config set --path 'clusters[${index}].kubeconfigPath' PATH_OF_A_KUBECONFIG_THAT_WORKS`,
    },
    {
        failure: /its certificate has expired/,
        remedy: () => "sudo kubeadm certs renew apiserver  # on each control plane node",
    },
    {
        failure: /(?:)/,
        remedy: ({ config }) => kubectl(config, "get", "--raw", "'/readyz?verbose'"),
    },
];

function unanswered(cluster: ClusterView, index: number): Finding[] {
    const { config, kubernetes } = cluster;
    if (!("failure" in kubernetes)) return [];
    const { failure } = kubernetes;
    const remedy = REMEDIES.find((candidate) => candidate.failure.test(failure));
    return [
        {
            severity: "error",
            where: config.name,
            what: failure,
            why: "Nothing inside this cluster can be looked at, and `pulumi up` fails in it. Service mirrors of the other clusters cannot watch it either, unless only this machine is kept out.",
            remedy: remedy?.remedy(cluster, index) ?? "",
        },
    ];
}

function refused({ name, config, kubernetes }: ReachableCluster, { pre }: MeshView): Finding[] {
    if (kubernetes.refused.length === 0) return [];
    const lists = kubernetes.refused.some((right) => right.startsWith("list "));
    return [
        {
            severity: lists || pre ? "error" : "warning",
            where: name,
            what: `the user of context ${config.context} may not ${enumerate(kubernetes.refused)}`,
            why: lists
                ? "What may not be listed counts here as if it were not there, and `pulumi up` needs the rights of cluster-admin."
                : "`pulumi up` makes such objects: it needs the rights of cluster-admin.",
            remedy: kubectl(
                config,
                "create clusterrolebinding pulumi-up --clusterrole=cluster-admin --user=USER",
                "# as an administrator",
            ),
        },
    ];
}
