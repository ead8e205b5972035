import {
    ApiextensionsV1Api,
    CoreV1Api,
    KubeConfig,
    VersionApi,
    type V1Node,
} from "@kubernetes/client-node";
import { CONTROL_PLANE_NAMESPACE, ISSUER_SECRET } from "../../components/linkerd/names";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import type { HelmRevision } from "./releaseChecks";
import { HTTP_ROUTES, type LinkerdObjects } from "./liveLinkerd";
import type { Look } from "./look";
import { metadataOnly } from "./metadataOnly";
import { comparesNodes } from "./nodeChecks";
import type { ServiceObjects } from "./ownServices";
import { requestFailure } from "./requestFailure";
import { timeLimit } from "./timeLimit";

/** How long an API server may take to answer, seconds. */
const TIMEOUT_SECONDS = 10;

/** What the survey has to know of a cluster. */
export interface ClusterState extends LinkerdObjects, ServiceObjects {
    /** `gitVersion` of the API server. */
    readonly version: string;
    /** Empty where they are not compared with the configuration. */
    readonly nodes: readonly V1Node[];
    /** Helm's records of all releases in the cluster. */
    readonly helmRevisions: readonly HelmRevision[];
}

/**
 * Asks the API server of a cluster, everything at once. Lists with one name in place of single
 * objects: what is not there is an empty list, and no error. Services are asked for in `namespaces`.
 */
export async function lookAtCluster(
    cluster: PlainClusterConfig,
    namespaces: readonly string[] = [],
): Promise<Look<ClusterState>> {
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const core = config.makeApiClient(CoreV1Api);
    const limit = timeLimit(TIMEOUT_SECONDS);
    const namespace = CONTROL_PLANE_NAMESPACE;
    const named = (name: string) => ({ fieldSelector: `metadata.name=${name}` });
    try {
        const [
            { gitVersion },
            nodes,
            configMaps,
            secrets,
            definitions,
            revisions,
            allNamespaces,
            services,
        ] = await Promise.all([
            config.makeApiClient(VersionApi).getCode({}, limit),
            comparesNodes(cluster) ? core.listNode({}, limit) : { items: [] },
            core.listNamespacedConfigMap({ namespace }, limit),
            core.listNamespacedSecret({ namespace, ...named(ISSUER_SECRET) }, limit),
            config
                .makeApiClient(ApiextensionsV1Api)
                .listCustomResourceDefinition(named(HTTP_ROUTES), metadataOnly(limit)),
            core.listSecretForAllNamespaces({ labelSelector: "owner=helm" }, metadataOnly(limit)),
            namespaces.length === 0 ? { items: [] } : core.listNamespace({}, limit),
            Promise.all(
                namespaces.map((one) => core.listNamespacedService({ namespace: one }, limit)),
            ),
        ]);
        return {
            seen: {
                version: gitVersion,
                nodes: nodes.items,
                configMaps: configMaps.items,
                secrets: secrets.items,
                customResourceDefinitions: metadataOf(definitions),
                helmRevisions: metadataOf(revisions),
                namespaces: allNamespaces.items,
                services: services.flatMap(({ items }) => items),
            },
        };
    } catch (error) {
        return { failure: requestFailure(error) };
    }
}

/** An empty list of metadata has no items at all. */
function metadataOf<T>(list: { readonly items: { readonly metadata?: T }[] | null }): T[] {
    return (list.items ?? []).flatMap(({ metadata }) => metadata ?? []);
}
