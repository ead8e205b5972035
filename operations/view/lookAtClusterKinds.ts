import {
    ApiextensionsV1Api,
    RbacAuthorizationV1Api,
    type KubeConfig,
} from "@kubernetes/client-node";
import type { V1ObjectMeta } from "@kubernetes/client-node";
import { timeLimit } from "../../stacks/survey/timeLimit";
import type { KubernetesView } from "./kubernetesView";
import { metadataOnly } from "../../stacks/survey/metadataOnly";

interface Named {
    readonly metadata?: V1ObjectMeta;
}

/** Lists the metadata of what charts make outside of namespaces. `list` decides what a refusal means. */
export async function lookAtClusterKinds(
    config: KubeConfig,
    list: (
        what: string,
        request: Promise<{ readonly items: readonly Named[] | null }>,
    ) => Promise<readonly Named[]>,
): Promise<
    Pick<KubernetesView, "clusterRoles" | "clusterRoleBindings" | "customResourceDefinitions">
> {
    const options = metadataOnly(timeLimit(30));
    const rbac = config.makeApiClient(RbacAuthorizationV1Api);
    const extensions = config.makeApiClient(ApiextensionsV1Api);
    const [clusterRoles, clusterRoleBindings, customResourceDefinitions] = await Promise.all([
        list("clusterroles.rbac.authorization.k8s.io", rbac.listClusterRole({}, options)),
        list(
            "clusterrolebindings.rbac.authorization.k8s.io",
            rbac.listClusterRoleBinding({}, options),
        ),
        list(
            "customresourcedefinitions.apiextensions.k8s.io",
            extensions.listCustomResourceDefinition({}, options),
        ),
    ]);
    const metadata = (objects: readonly Named[]) => objects.flatMap((one) => one.metadata ?? []);
    return {
        clusterRoles: metadata(clusterRoles),
        clusterRoleBindings: metadata(clusterRoleBindings),
        customResourceDefinitions: metadata(customResourceDefinitions),
    };
}
