import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { networkPolicySpec, type AllowedIngress } from "./networkPolicyRules";

/**
 * The NetworkPolicies of one namespace, or nothing where they are not asked for.
 *
 * For sites that close every new namespace, as K-PaaS does with Kyverno: its generated policy
 * `cp-default-namespace-policy` keeps out pods of other namespaces and the nodes' tunnel addresses.
 * Policies add up, so these stand beside it. Alone in an open namespace they close it but for what
 * they name.
 */
export function networkPolicies(
    name: string,
    wanted: boolean,
    allowed: readonly AllowedIngress[],
    namespace: k8s.core.v1.Namespace,
    parent: pulumi.Resource,
): k8s.networking.v1.NetworkPolicy[] {
    if (!wanted) return [];
    return allowed.map(
        (rule) =>
            new k8s.networking.v1.NetworkPolicy(
                `${name}-${rule.name}`,
                {
                    metadata: { name: rule.name, namespace: namespace.metadata.name },
                    spec: networkPolicySpec(rule),
                },
                { parent },
            ),
    );
}
