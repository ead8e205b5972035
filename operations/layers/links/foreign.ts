import {
    CONTROL_PLANE_NAMESPACE,
    credentialsName,
    MULTICLUSTER_NAMESPACE,
} from "../../../components/linkerd/names";
import type { ShellText } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { kubectl, kubectlIn } from "../../remedies/kubectl";
import { pulumi, type Remedy } from "../../remedies/remedy";
import { madeByEngine } from "../../../components/linkerd/madeByEngine";
import { CLUSTER_NAME_LABEL, MIRRORED_SERVICE_LABEL } from "../../../stacks/survey/mirrorLabels";
import type { ReachableCluster } from "../reachableClusters";

/** What Kubernetes takes for the value of a label. */
const LABEL_VALUE = /^[a-z\d]([\w.-]*[a-z\d])?$/i;

/** Links of a cluster that the configuration does not have. */
export function foreignLinks(view: MeshView, cluster: ReachableCluster): Finding[] {
    const { links, peerLinks } = view.config;
    const own = [...links, ...peerLinks].filter(({ source }) => source === cluster.name);
    return (cluster.kubernetes.links ?? []).flatMap(({ metadata, spec }): Finding[] => {
        const { name: link = "", namespace = "" } = metadata;
        const isNamed = own.some(({ target }) => target === link);
        if (isNamed && namespace === MULTICLUSTER_NAMESPACE) return [];
        const target = spec?.targetClusterName ?? link;
        // What else belongs to the target is the program's.
        const isShared = own.some((configured) => configured.target === target);
        const isOurs = madeByEngine(metadata);
        return oneFinding("warning", "link-not-configured", cluster.name, {
            what: `Link ${namespace}/${link} to ${target} is none of the configuration's`,
            why: `Services are still mirrored from ${target}${isOurs ? "" : ", and pulumi destroy will not end that"}.`,
            remedy: isOurs
                ? [pulumi("up")]
                : isShared
                  ? [removeLink(cluster, namespace, link)]
                  : unlink(cluster, namespace, link, target),
        });
    });
}

function removeLink({ config }: ReachableCluster, namespace: string, link: string): ShellText {
    return kubectlIn(config, namespace, "delete", "links.multicluster.linkerd.io", link);
}

/** Removes what `linkerd multicluster unlink` does, which not every operator has at hand. */
function unlink(
    cluster: ReachableCluster,
    namespace: string,
    link: string,
    target: string,
): Remedy {
    const { config } = cluster;
    // No object can have another text as its label, and a selector would read more than a name in it.
    if (!LABEL_VALUE.test(target)) return [removeLink(cluster, namespace, link)];
    const selector = `--selector=${CLUSTER_NAME_LABEL}=${target}`;
    const ofMirror = "deployments,services,serviceaccounts,roles,rolebindings";
    return [
        removeLink(cluster, namespace, link),
        kubectlIn(config, namespace, "delete", ofMirror, selector),
        kubectl(config, "delete", "clusterroles,clusterrolebindings", selector),
        ...[MULTICLUSTER_NAMESPACE, CONTROL_PLANE_NAMESPACE].map((place) =>
            kubectlIn(
                config,
                place,
                ...["delete", "secrets", credentialsName(target), "--ignore-not-found"],
            ),
        ),
        kubectl(
            config,
            ...["delete", "services", "--all-namespaces"],
            `${selector},${MIRRORED_SERVICE_LABEL}=true`,
        ),
    ];
}
