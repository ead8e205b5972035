import type { V1ObjectMeta } from "@kubernetes/client-node";
import { MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import { sh, withInput, type ShellText } from "../../components/shell";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { kubeAccess } from "../../stacks/survey/kubeAccess";
import { pulumi, type PulumiCommand } from "./remedy";

/** What repairs objects that somebody deleted: the engine looks again only when it is told to. */
export const MAKE_DELETED_AGAIN = pulumi("up", "--refresh");

/**
 * What repairs objects that somebody changed, whoever it was. Whoever changes a field owns it from
 * then on, and without the variable the API server may refuse to give it back ("Apply failed with 1
 * conflict"). The variable also becomes an input of the providers, until the next `pulumi up`.
 */
export const TAKE_CHANGED_BACK: PulumiCommand = {
    ...MAKE_DELETED_AGAIN,
    environment: sh`PULUMI_K8S_ENABLE_PATCH_FORCE=true`,
};

/** Field managers from which the provider 4.34.2 takes fields back by itself: measured. */
const YIELDING = /^(pulumi-kubernetes|kubectl)/;

/** What repairs an object that somebody changed, by the names of those who have written to it. */
export function takeBack(metadata: V1ObjectMeta | undefined): PulumiCommand {
    const managers = metadata?.managedFields ?? [];
    return managers.every(({ manager = "" }) => YIELDING.test(manager))
        ? MAKE_DELETED_AGAIN
        : TAKE_CHANGED_BACK;
}

/** A kubectl command on a cluster of the mesh, as it is typed. */
export function kubectl(cluster: PlainClusterConfig, ...words: string[]): ShellText {
    return sh`kubectl ${[...kubeAccess(cluster, "--context"), ...words]}`;
}

/** A command of helm on a cluster of the mesh, as it is typed. */
export function helm(cluster: PlainClusterConfig, ...words: string[]): ShellText {
    return sh`helm ${[...kubeAccess(cluster, "--kube-context"), ...words]}`;
}

/** As {@link kubectl}, in a namespace. */
export function kubectlIn(
    cluster: PlainClusterConfig,
    namespace: string,
    ...words: string[]
): ShellText {
    return kubectl(cluster, "--namespace", namespace, ...words);
}

/** The command that makes the pods of a Deployment or DaemonSet, `deployment/NAME`, anew. */
export function rolloutRestart(
    cluster: PlainClusterConfig,
    namespace: string,
    workload: string,
): ShellText {
    return kubectlIn(cluster, namespace, "rollout", "restart", workload);
}

/** The command that makes the service mirror of a link, a Deployment, begin anew. */
export function restartServiceMirror(source: PlainClusterConfig, deployment: string): ShellText {
    return rolloutRestart(source, MULTICLUSTER_NAMESPACE, `deployment/${deployment}`);
}

/**
 * What makes anew what is missing of a chart. The engine compares a release's status and not its
 * objects, so `pulumi up --refresh` does not notice.
 */
export function applyChartAgain(
    cluster: PlainClusterConfig,
    namespace: string,
    release: string,
): ShellText {
    const manifest = helm(cluster, "--namespace", namespace, "get", "manifest", release);
    return sh`${manifest} | ${kubectl(cluster, "apply", "--filename", "-")}`;
}

/** The command that makes the objects of a manifest. */
export function applyManifest(cluster: PlainClusterConfig, manifest: readonly string[]): ShellText {
    return withInput(kubectl(cluster, "apply", "--filename", "-"), manifest);
}

/** The command that takes the weights out of a ServiceProfile. */
export function removeOverrides(
    cluster: PlainClusterConfig,
    namespace: string,
    profile: string,
): ShellText {
    const patch = JSON.stringify([{ op: "remove", path: "/spec/dstOverrides" }]);
    return kubectlIn(
        cluster,
        namespace,
        ...["patch", "serviceprofiles.linkerd.io", profile, "--type=json", `--patch=${patch}`],
    );
}
