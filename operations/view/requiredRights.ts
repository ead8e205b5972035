import {
    AuthorizationV1Api,
    V1SelfSubjectAccessReview,
    type KubeConfig,
} from "@kubernetes/client-node";
import { CONTROL_PLANE_NAMESPACE } from "../../components/linkerd/names";
import { timeLimit } from "../../stacks/survey/timeLimit";

const LIMIT = timeLimit(30);

/** A kind of objects, and a namespace for one that is not of the whole cluster. */
interface Kind {
    readonly resource: string;
    readonly group?: string;
    readonly namespace?: string;
}

/** What `pulumi up` and Helm make in every cluster; only cluster-admin usually may make them all. */
const MADE: readonly Kind[] = [
    { resource: "namespaces" },
    { resource: "clusterroles", group: "rbac.authorization.k8s.io" },
    { resource: "clusterrolebindings", group: "rbac.authorization.k8s.io" },
    { resource: "customresourcedefinitions", group: "apiextensions.k8s.io" },
    { resource: "mutatingwebhookconfigurations", group: "admissionregistration.k8s.io" },
    { resource: "validatingwebhookconfigurations", group: "admissionregistration.k8s.io" },
    { resource: "secrets", namespace: CONTROL_PLANE_NAMESPACE },
    { resource: "configmaps", namespace: CONTROL_PLANE_NAMESPACE },
    { resource: "services", namespace: CONTROL_PLANE_NAMESPACE },
    { resource: "serviceaccounts", namespace: CONTROL_PLANE_NAMESPACE },
    { resource: "deployments", group: "apps", namespace: CONTROL_PLANE_NAMESPACE },
    { resource: "cronjobs", group: "batch", namespace: CONTROL_PLANE_NAMESPACE },
    { resource: "roles", group: "rbac.authorization.k8s.io", namespace: CONTROL_PLANE_NAMESPACE },
];

/** What `pulumi up` makes and the kubeconfig's user may not, as "deployments.apps". */
export async function lookForRefusals(config: KubeConfig): Promise<readonly string[]> {
    const authorization = config.makeApiClient(AuthorizationV1Api);
    const answers = await Promise.all(
        MADE.map(async (kind) => {
            const spec = { resourceAttributes: { verb: "create", ...kind } };
            const { status } = await authorization.createSelfSubjectAccessReview(
                { body: Object.assign(new V1SelfSubjectAccessReview(), { spec }) },
                LIMIT,
            );
            return status?.allowed === true
                ? []
                : [[kind.resource, kind.group].filter(Boolean).join(".")];
        }),
    );
    return answers.flat().sort();
}
