import type { V1Pod } from "@kubernetes/client-node";
import type { Labels } from "../labelSelector";

/** A pod as policies see it, from either side. */
export interface PolicyPod {
    /** For people: `linkerd/linkerd-identity-…`, or a namespace where no pod is known. */
    readonly name: string;
    readonly namespace: string;
    readonly labels: Labels;
    readonly ip?: string;
    /** Ports with names; absent where no pod is known, so that a name may be any port. */
    readonly ports?: Readonly<Record<string, number>>;
}

/** Where packets come from: a pod, or the address of a node. */
export type PolicySource = PolicyPod | { readonly name: string; readonly ip: string };

/** A pod that was seen. Its proxy may be an init container, with ports of its own. */
export function policyPod({ metadata, spec, status }: V1Pod): PolicyPod {
    const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
    const ports = containers.flatMap((container) => container.ports ?? []);
    return {
        name: `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`,
        namespace: metadata?.namespace ?? "",
        labels: metadata?.labels ?? {},
        ...(status?.podIP === undefined ? {} : { ip: status.podIP }),
        ports: Object.fromEntries(
            ports.flatMap(({ name, containerPort }) =>
                name === undefined ? [] : [[name, containerPort]],
            ),
        ),
    };
}

/** Whether policies concern a pod at all: not one in the network of its node. */
export function isInPodNetwork({ spec }: V1Pod): boolean {
    return spec?.hostNetwork !== true;
}
