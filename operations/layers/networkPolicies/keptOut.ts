import type { Flow } from "./flows";
import type { PolicyPod, PolicySource } from "./policyPod";
import { fromRuleOf, hasPort, policiesOf, rulesOf } from "./rules";
import type { ReachableCluster } from "../reachableClusters";

/** A flow that no policy lets in, for one port. */
export interface KeptOut {
    readonly to: PolicyPod;
    readonly port: number;
    readonly from: readonly PolicySource[];
    /** Policies that select the pod, as `namespace/name`. */
    readonly policies: readonly string[];
}

/**
 * The flows that the NetworkPolicies of a cluster keep out. A pod that no policy selects is open;
 * to others comes in what any of their policies names.
 */
export function keptOut(
    { kubernetes }: ReachableCluster,
    flows: readonly Flow[],
): readonly KeptOut[] {
    const isFrom = fromRuleOf(kubernetes);
    return flows.flatMap(({ to, ports, from, orPorts = [] }) => {
        const policies = policiesOf(kubernetes, to);
        if (policies.length === 0) return [];
        const rules = rulesOf(policies);
        return ports.flatMap((port): KeptOut[] => {
            const open = rules.filter((rule) =>
                [port, ...orPorts].some((one) => hasPort(rule, to, one)),
            );
            const excluded = from.filter((source) => !open.some((rule) => isFrom(rule, source)));
            if (excluded.length === 0) return [];
            const names = policies.map(({ metadata }) => `${to.namespace}/${metadata?.name ?? ""}`);
            return [{ to, port, from: excluded, policies: names }];
        });
    });
}
