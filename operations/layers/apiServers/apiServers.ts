import { sh } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import { unreached } from "./reach";
import { misnamedServers } from "./certificateHosts";
import { enumerate } from "../../findings/enumerate";
import { kubectl } from "../../remedies/kubectl";
import { setKey } from "../../remedies/setKeys";
import type { RequestFailure } from "../../../stacks/survey/requestFailure";
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
        const certificates = misnamedServers(view);
        const reached = view.clusters.flatMap(({ reach: targets }) =>
            [...targets.values()].filter((look) => "seen" in look),
        ).length;
        return {
            findings: [
                ...view.clusters.flatMap((cluster, index) => unanswered(cluster, index)),
                ...reachableClusters(view).flatMap((cluster) => refused(cluster, view)),
                ...certificates.findings,
                ...reach.findings,
            ],
            scope: [
                `${view.clusters.length} from here`,
                ...(view.pre ? [] : [`${reached} from the nodes of peers`]),
            ].join(", "),
            notChecked: [...certificates.notChecked, ...reach.notChecked],
        };
    },
};

/** What a failed request is called, and what repairs it. */
function adviceOn(
    { kind }: RequestFailure,
    { config }: ClusterView,
    index: number,
): Pick<Finding, "code" | "remedy"> {
    switch (kind) {
        case "credentials":
        case "other-server": {
            const path = ["clusters", index, "kubeconfigPath"];
            const command = setKey(path, "PATH_OF_A_KUBECONFIG_THAT_WORKS");
            return { code: "kubeconfig-wrong", remedy: [command] };
        }
        case "certificate-expired":
            return {
                code: "api-server-certificate-expired",
                remedy: [sh`sudo kubeadm certs renew apiserver  # on each control plane node`],
            };
        default:
            return {
                code: "api-server-unreachable",
                remedy: [kubectl(config, "get", "--raw", "/readyz?verbose")],
            };
    }
}

function unanswered(cluster: ClusterView, index: number): Finding[] {
    const { config, kubernetes } = cluster;
    if (!("failure" in kubernetes)) return [];
    const { code, remedy } = adviceOn(kubernetes, cluster, index);
    return oneFinding("error", code, config.name, {
        what: kubernetes.failure,
        why: "Nothing inside this cluster can be looked at, and `pulumi up` fails in it. Service mirrors of the other clusters cannot watch it either, unless only this machine is kept out.",
        remedy,
    });
}

function refused({ name, config, kubernetes }: ReachableCluster, { pre }: MeshView): Finding[] {
    const { uncreatable, unlistable } = kubernetes;
    const refusals = [
        ...uncreatable.map((what) => `create ${what}`),
        ...unlistable.map((what) => `list ${what}`),
    ];
    if (refusals.length === 0) return [];
    const lists = unlistable.length > 0;
    return oneFinding(lists || pre ? "error" : "warning", "rights-missing", name, {
        what: `the user of context ${config.context} may not ${enumerate(refusals)}`,
        why: lists
            ? "What may not be listed counts here as if it were not there, and `pulumi up` needs the rights of cluster-admin."
            : "`pulumi up` makes such objects: it needs the rights of cluster-admin.",
        remedy: [
            sh`${kubectl(
                config,
                ...["create", "clusterrolebinding", "pulumi-up"],
                ...["--clusterrole=cluster-admin", "--user=USER"],
            )} # as an administrator`,
        ],
    });
}
