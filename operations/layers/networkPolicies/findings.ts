import { sh, type ShellText } from "../../../components/shell";
import {
    CONTROL_PLANE_NAMESPACE,
    GATEWAY,
    MULTICLUSTER_NAMESPACE,
} from "../../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import type { KubernetesView } from "../../view/kubernetesView";
import type { MeshView } from "../../view/meshView";
import { enumerate } from "../../findings/enumerate";
import { kubectl, TAKE_CHANGED_BACK } from "../../remedies/kubectl";
import { pulumi } from "../../remedies/remedy";
import type { KeptOut } from "./keptOut";
import type { PolicySource } from "./policyPod";
import type { ReachableCluster } from "../reachableClusters";

/** What K-PaaS 1.6 and later install with Kyverno: it closes every namespace that is made. */
const CLOSING_POLICY = "cp-default-namespace-policy";

/** Namespaces that get policies of the program with `networkPolicies`. */
const OWN: readonly string[] = [CONTROL_PLANE_NAMESPACE, MULTICLUSTER_NAMESPACE, SAMPLE_NAMESPACE];

const SWITCH_ON = pulumi("config set", "networkPolicies", "true");

/** Whether the site closes every namespace that is made. */
export function closesNamespaces({ clusterPolicies = [] }: KubernetesView): boolean {
    return clusterPolicies.some(({ metadata }) => metadata.name === CLOSING_POLICY);
}

/** Before the first `up`: whether the site will close the namespaces that the program makes. */
export function kyvernoFindings({ config }: MeshView, cluster: ReachableCluster): Finding[] {
    if (!closesNamespaces(cluster.kubernetes) || config.networkPolicies) return [];
    return oneFinding("error", "kyverno-closes-namespaces", cluster.name, {
        what: `Kyverno's ClusterPolicy ${CLOSING_POLICY} closes new namespaces, and networkPolicies is false`,
        why: "Proxies would not reach the control plane, nor the API server the injector: pods stay unready or start without a proxy.",
        remedy: [SWITCH_ON],
    });
}

/** "pods of sample and 10.0.0.11". */
export function sourceNames(sources: readonly PolicySource[]): string {
    const namespaces = sources.flatMap((source) =>
        "namespace" in source ? [source.namespace] : [],
    );
    const addresses = sources.flatMap((source) => ("namespace" in source ? [] : [source.ip]));
    return [
        ...(namespaces.length === 0 ? [] : [`pods of ${enumerate([...new Set(namespaces)], 4)}`]),
        ...(addresses.length === 0 ? [] : [enumerate([...new Set(addresses)], 4)]),
    ].join(" and ");
}

/** "pods of sample from linkerd/linkerd-identity-… port 8080", one for each set of sources. */
function describeKeptOut(flows: readonly KeptOut[]): string {
    return [...groupBy(flows, ({ from }) => sourceNames(from))]
        .map(([sources, group]) => {
            const places = group.map(({ to, port }) => `${to.name} port ${port}`);
            return `${sources} from ${enumerate(places)}`;
        })
        .join("; ");
}

/** A policy that lets the gateway in to the pods of an exported Service; the program has none there. */
function letGatewayIn(
    { config }: ReachableCluster,
    namespace: string,
    flows: readonly [KeptOut, ...KeptOut[]],
): ShellText {
    const policy = {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "allow-linkerd-gateway", namespace },
        spec: {
            podSelector: { matchLabels: flows[0].to.labels },
            policyTypes: ["Ingress"],
            ingress: [
                {
                    from: [
                        {
                            namespaceSelector: {
                                matchLabels: {
                                    "kubernetes.io/metadata.name": MULTICLUSTER_NAMESPACE,
                                },
                            },
                            podSelector: { matchLabels: { app: GATEWAY } },
                        },
                    ],
                    ports: [...new Set(flows.map(({ port }) => port))].map((port) => ({ port })),
                },
            ],
        },
    };
    return sh`echo ${JSON.stringify(policy)} | ${kubectl(config, "apply", "--filename", "-")}`;
}

/** Namespaces into which policies do not let what has to come in, one finding for each. */
export function closedNamespaceFindings(
    { config }: MeshView,
    cluster: ReachableCluster,
    flows: readonly KeptOut[],
): Finding[] {
    return [...groupBy(flows, ({ to }) => to.namespace)].flatMap(([namespace, here]) => {
        const policies = [...new Set(here.flatMap((flow) => flow.policies))];
        return oneFinding("error", "traffic-kept-out", cluster.name, {
            what: `NetworkPolicy ${enumerate(policies)} keeps out ${describeKeptOut(here)}`,
            why: `What is kept out of ${namespace} is needed by the mesh: proxies get no certificates or addresses, webhooks are not called, or requests of other clusters end at the gateway.`,
            remedy: !OWN.includes(namespace)
                ? [letGatewayIn(cluster, namespace, here)]
                : config.networkPolicies
                  ? [TAKE_CHANGED_BACK]
                  : [SWITCH_ON, pulumi("up")],
        });
    });
}
