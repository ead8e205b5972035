import {
    ApiException,
    CoreV1Api,
    CustomObjectsApi,
    type KubeConfig,
} from "@kubernetes/client-node";
import { requestFailure } from "../../../stacks/survey/requestFailure";
import { timeLimit } from "../../../stacks/survey/timeLimit";
import { KINDS } from "../../view/lookAtCustomKinds";
import type { CustomObject } from "../../view/kubernetesView";
import type { AskPlan } from "../askOptions";
import type { LiveProfileSpec, LiveRouteSpec, Target } from "./liveWeights";

const LIMIT = timeLimit(10);

const ROUTES = [
    KINDS.httpRoutes,
    // 2.14 serves this version alone, and later ones serve it too.
    { group: "gateway.networking.k8s.io", version: "v1beta1", plural: "httproutes" },
];

/** Of a kind or object that is not there. */
function absent(error: unknown): undefined {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
}

/** Reads what says who answers requests to a Service. Rejects with a sentence for the operator. */
export async function lookAtTarget(
    config: KubeConfig,
    { from, to }: AskPlan,
    clusterDomain: string,
): Promise<Target> {
    const objects = config.makeApiClient(CustomObjectsApi);
    const name = `${to.service}.${to.namespace}.svc.${clusterDomain}`;
    const namespaces = [...new Set([to.namespace, from.namespace])];
    const what = `Service ${to.namespace}/${to.service} of ${from.cluster}`;
    try {
        const [{ items: services }, profile, ...routes] = await Promise.all([
            config
                .makeApiClient(CoreV1Api)
                .listNamespacedService({ namespace: to.namespace }, LIMIT),
            objects
                .getNamespacedCustomObject(
                    { ...KINDS.serviceProfiles, namespace: to.namespace, name },
                    LIMIT,
                )
                .catch(absent) as Promise<CustomObject<LiveProfileSpec> | undefined>,
            ...namespaces.flatMap((namespace) =>
                ROUTES.map(
                    (kind) =>
                        objects
                            .listNamespacedCustomObject({ ...kind, namespace }, LIMIT)
                            .catch(absent) as Promise<
                            { readonly items: readonly CustomObject<LiveRouteSpec>[] } | undefined
                        >,
                ),
            ),
        ]);
        const service = services.find(({ metadata }) => metadata?.name === to.service);
        if (service === undefined) throw new Error(`there is none`);
        const ports = (service.spec?.ports ?? []).map(({ port }) => port);
        if (!ports.includes(to.port)) {
            const known = ports.length === 0 ? "none" : ports.join(", ");
            throw new Error(`it has no port ${to.port}: its ports are ${known}`);
        }
        return {
            ...{ to, cluster: from.cluster, client: from.namespace, services },
            ...(profile === undefined ? {} : { profile }),
            routes: routes.flatMap((list) => list?.items ?? []),
        };
    } catch (error) {
        throw new Error(`${what} was asked for, but ${requestFailure(error)}`, { cause: error });
    }
}
