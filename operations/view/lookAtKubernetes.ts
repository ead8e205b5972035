import {
    AdmissionregistrationV1Api,
    ApiException,
    AppsV1Api,
    CoordinationV1Api,
    CoreV1Api,
    KubeConfig,
    NetworkingV1Api,
    VersionApi,
} from "@kubernetes/client-node";
import {
    CONTROL_PLANE_NAMESPACE,
    MESHED_LABEL,
    MULTICLUSTER_NAMESPACE,
    SMI_NAMESPACE,
} from "../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../components/sample/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { lookAtClusterKinds } from "./lookAtClusterKinds";
import { lookAtCustomKinds } from "./lookAtCustomKinds";
import { lookAtEndpoints } from "./lookAtEndpoints";
import { lookAtSystemConfigMaps } from "./lookAtSystemConfigMaps";
import type { KubernetesView } from "./kubernetesView";
import type { Look } from "../../stacks/survey/look";
import { metadataOnly } from "../../stacks/survey/metadataOnly";
import {
    requestFailure,
    requestFailureKind,
    type RequestFailure,
} from "../../stacks/survey/requestFailure";
import { lookForRefusals } from "./requiredRights";
import { timeLimit } from "../../stacks/survey/timeLimit";

const LIMIT = timeLimit(30);

const LINKERD_NAMESPACES = [CONTROL_PLANE_NAMESPACE, MULTICLUSTER_NAMESPACE];
const MESH_NAMESPACES = [...LINKERD_NAMESPACES, SMI_NAMESPACE, SAMPLE_NAMESPACE];
/** Pods that the injector gave a proxy and that have not ended. */
const INJECTED = {
    labelSelector: Object.entries(MESHED_LABEL)
        .map(([key, value]) => `${key}=${value}`)
        .join(),
    fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
};
/** Where MetalLB is when no pool says otherwise: its pools are in its own namespace. */
const METALLB_NAMESPACE = "metallb-system";

/**
 * Looks at one cluster through its API server, with the kubeconfig of the configuration, proxies
 * included; changes nothing.
 *
 * One that does not answer within `patience` seconds counts as dead: nothing more is asked of it.
 */
export async function lookAtKubernetes(
    cluster: Pick<PlainClusterConfig, "kubeconfig">,
    patience = 10,
): Promise<Look<KubernetesView, RequestFailure>> {
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const server = config.getCurrentCluster()?.server ?? "the API server";
    try {
        const { gitVersion } = await config
            .makeApiClient(VersionApi)
            .getCode({}, timeLimit(patience));
        return { seen: { version: gitVersion, ...(await lookAtObjects(config)) } };
    } catch (error) {
        const failure = `${server} was asked, but ${requestFailure(error)}`;
        return { failure, ...requestFailureKind(error) };
    }
}

async function lookAtObjects(config: KubeConfig): Promise<Omit<KubernetesView, "version">> {
    const unlistable = new Set<string>();
    const list = async <T>(
        what: string,
        // An empty list of metadata has no items at all.
        request: Promise<{ readonly items: readonly T[] | null }>,
    ): Promise<readonly T[]> => {
        try {
            return (await request).items ?? [];
        } catch (error) {
            if (!(error instanceof ApiException) || error.code !== 403) throw error;
            unlistable.add(what);
            return [];
        }
    };
    const inEach = async <T>(
        namespaces: readonly string[],
        what: string,
        request: (namespace: string) => Promise<{ readonly items: readonly T[] }>,
    ): Promise<readonly T[]> =>
        (
            await Promise.all(
                namespaces.map((namespace) => list(`${what} in ${namespace}`, request(namespace))),
            )
        ).flat();

    const core = config.makeApiClient(CoreV1Api);
    const admission = config.makeApiClient(AdmissionregistrationV1Api);
    const custom = lookAtCustomKinds(config, list);
    const inMesh = async <T>(
        what: string,
        request: (namespace: string) => Promise<{ readonly items: readonly T[] }>,
    ) => {
        const pools = (await custom).ipAddressPools ?? [];
        const metallb = pools.map(({ metadata }) => metadata.namespace ?? METALLB_NAMESPACE);
        return inEach(
            [...new Set([...MESH_NAMESPACES, METALLB_NAMESPACE, ...metallb])],
            what,
            request,
        );
    };
    const services = list("services", core.listServiceForAllNamespaces({}, LIMIT));

    const {
        custom: customLists,
        clusterKinds,
        systemConfigMaps,
        ...lists
    } = await allOf({
        custom,
        clusterKinds: lookAtClusterKinds(config, list),
        systemConfigMaps: lookAtSystemConfigMaps(config),
        uncreatable: lookForRefusals(config),
        nodes: list("nodes", core.listNode({}, LIMIT)),
        namespaces: list("namespaces", core.listNamespace({}, LIMIT)),
        services,
        deployments: inMesh("deployments.apps", (namespace) =>
            config.makeApiClient(AppsV1Api).listNamespacedDeployment({ namespace }, LIMIT),
        ),
        pods: inMesh("pods", (namespace) => core.listNamespacedPod({ namespace }, LIMIT)),
        injectedPods: list("pods", core.listPodForAllNamespaces(INJECTED, LIMIT)),
        secrets: inEach(LINKERD_NAMESPACES, "secrets", (namespace) =>
            core.listNamespacedSecret(
                { namespace, fieldSelector: "type!=helm.sh/release.v1" },
                LIMIT,
            ),
        ),
        configMaps: inEach(LINKERD_NAMESPACES, "configmaps", (namespace) =>
            core.listNamespacedConfigMap({ namespace }, LIMIT),
        ),
        endpoints: lookAtEndpoints(config, list, services),
        leases: inEach([MULTICLUSTER_NAMESPACE], "leases.coordination.k8s.io", (namespace) =>
            config.makeApiClient(CoordinationV1Api).listNamespacedLease({ namespace }, LIMIT),
        ),
        networkPolicies: list(
            "networkpolicies.networking.k8s.io",
            config.makeApiClient(NetworkingV1Api).listNetworkPolicyForAllNamespaces({}, LIMIT),
        ),
        mutatingWebhooks: list(
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            admission.listMutatingWebhookConfiguration({}, LIMIT),
        ),
        validatingWebhooks: list(
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            admission.listValidatingWebhookConfiguration({}, LIMIT),
        ),
        helmReleases: inEach(MESH_NAMESPACES, "secrets", (namespace) =>
            core.listNamespacedSecret(
                { namespace, labelSelector: "owner=helm" },
                metadataOnly(LIMIT),
            ),
        ).then((secrets) => secrets.flatMap(({ metadata }) => metadata ?? [])),
    });
    return {
        ...customLists,
        ...clusterKinds,
        ...(systemConfigMaps === undefined ? {} : { systemConfigMaps }),
        ...lists,
        unlistable: [...unlistable].sort(),
    };
}

/** What was asked for side by side, each by its name. */
async function allOf<T extends object>(asked: { [Name in keyof T]: Promise<T[Name]> }): Promise<T> {
    const answers = Object.entries<Promise<unknown>>(asked).map(
        async ([name, answer]) => [name, await answer] as const,
    );
    return Object.fromEntries(await Promise.all(answers)) as T;
}
