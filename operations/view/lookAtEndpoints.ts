import {
    CoreV1Api,
    type KubeConfig,
    type V1Endpoints,
    type V1Service,
} from "@kubernetes/client-node";
import { EXPORTED_LABEL, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import { MIRRORED_SERVICE_LABEL } from "../../stacks/survey/mirrorLabels";
import { timeLimit } from "../../stacks/survey/timeLimit";

const LIMIT = timeLimit(30);

/** Whether a Service is exported, and leads to what somebody wrote by hand: it selects no pods. */
function isHandMade({ metadata, spec }: V1Service): boolean {
    const isExported = metadata?.labels?.[EXPORTED_LABEL] !== undefined;
    return isExported && Object.keys(spec?.selector ?? {}).length === 0;
}

/** Lists the Endpoints of exported and mirrored Services and of gateway probes. `list` decides what a refusal means. */
export async function lookAtEndpoints(
    config: KubeConfig,
    list: (
        what: string,
        request: Promise<{ readonly items: readonly V1Endpoints[] }>,
    ) => Promise<readonly V1Endpoints[]>,
    services: Promise<readonly V1Service[]>,
): Promise<readonly V1Endpoints[]> {
    const core = config.makeApiClient(CoreV1Api);
    const withLabel = (label: string) =>
        list(
            `endpoints with the label ${label}`,
            core.listEndpointsForAllNamespaces({ labelSelector: label }, LIMIT),
        );
    const inNamespace = (namespace: string, fieldSelector?: string) =>
        list(
            `endpoints in ${namespace}`,
            core.listNamespacedEndpoints({ namespace, fieldSelector }, LIMIT),
        );
    // Nobody copies labels to these, so each is asked for by its name.
    const handMade = async () => {
        const asked = (await services)
            .filter(isHandMade)
            .map(({ metadata }) =>
                inNamespace(metadata?.namespace ?? "", `metadata.name=${metadata?.name ?? ""}`),
            );
        return (await Promise.all(asked)).flat();
    };
    const found = await Promise.all([
        // The endpoints controller and the service mirror copy the labels of the Service.
        withLabel(EXPORTED_LABEL),
        withLabel(MIRRORED_SERVICE_LABEL),
        inNamespace(MULTICLUSTER_NAMESPACE),
        handMade(),
    ]);
    return unique(found.flat());
}

function unique(endpoints: readonly V1Endpoints[]): readonly V1Endpoints[] {
    const byName = endpoints.map(
        (one) => [`${one.metadata?.namespace ?? ""}/${one.metadata?.name ?? ""}`, one] as const,
    );
    return [...new Map(byName).values()];
}
