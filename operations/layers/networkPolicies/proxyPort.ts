import type { V1NetworkPolicyPort } from "@kubernetes/client-node";
import { PROGRAM_NAMESPACES, PROXY_INBOUND_PORT } from "../../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import { kubectlIn } from "../../remedies/kubectl";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";
import { workloadsOf, type Workload } from "../workloads";
import { sourceNames } from "./findings";
import { isInPodNetwork, policyPod, type PolicyPod } from "./policyPod";
import { fromRuleOf, hasPort, policiesOf, rulesOf, tcpRange, type IngressRule } from "./rules";

/** Ports of a pod that are not the application's: metrics and probes of the proxy. */
const PROXY_OWN_PORTS = [4190, 4191];

const SKIPPED_PORTS = "config.linkerd.io/skip-inbound-ports";

/** Pods of one workload: policies see one as they see the others. */
interface Endpoint {
    readonly workload: Workload;
    readonly pod: PolicyPod;
    /** Ports at which requests arrive that go past the proxy. */
    readonly past: readonly (readonly [first: number, last: number])[];
}

/** A rule that lets requests of meshed pods in to ports of the application, and not to the proxy's. */
interface NarrowRule extends IngressRule {
    readonly to: Endpoint;
    readonly from: readonly PolicyPod[];
}

function endpointOf(workload: Workload): Endpoint {
    const [pod] = workload.pods;
    const skipped = (pod.metadata?.annotations?.[SKIPPED_PORTS] ?? "").split(",").map((range) => {
        const [first, last = first] = range.split("-").map(Number);
        return [first ?? NaN, last ?? NaN] as const;
    });
    return {
        workload,
        pod: policyPod(pod),
        past: [...PROXY_OWN_PORTS.map((port) => [port, port] as const), ...skipped],
    };
}

/** Whether an entry of a rule is for a port at which the application's requests arrive through the proxy. */
function isApplications(entry: V1NetworkPolicyPort, { pod, past }: Endpoint): boolean {
    const range = tcpRange(entry, pod);
    return (
        range !== undefined && !past.some(([first, last]) => first <= range[0] && range[1] <= last)
    );
}

function narrowRules({ config }: MeshView, { kubernetes }: ReachableCluster): NarrowRule[] {
    const programs = [
        ...PROGRAM_NAMESPACES,
        ...(config.sample === undefined ? [] : [SAMPLE_NAMESPACE]),
    ];
    const isFrom = fromRuleOf(kubernetes);
    const endpoints = workloadsOf(kubernetes.injectedPods.filter(isInPodNetwork)).map(endpointOf);
    return endpoints
        .filter(({ workload }) => !programs.includes(workload.namespace))
        .flatMap((to) => {
            const rules = rulesOf(policiesOf(kubernetes, to.pod));
            const open = rules.filter((rule) => hasPort(rule, to.pod, PROXY_INBOUND_PORT));
            const clients = endpoints.filter(
                (one) =>
                    // A pod that is alone in its workload sends nothing to itself.
                    (one !== to || to.workload.pods.length > 1) &&
                    !open.some((rule) => isFrom(rule, one.pod)),
            );
            return rules
                .filter(
                    (rule) =>
                        !open.includes(rule) &&
                        rule.rule.ports?.some((entry) => isApplications(entry, to)) === true,
                )
                .flatMap((rule): NarrowRule[] => {
                    const from = clients.flatMap(({ pod }) => (isFrom(rule, pod) ? [pod] : []));
                    return from.length === 0 ? [] : [{ ...rule, to, from }];
                });
        });
}

function nameOf({ policy }: NarrowRule): string {
    return policy.metadata?.name ?? "";
}

function describePorts({ rule, to }: NarrowRule): string {
    const ports = (rule.ports ?? []).filter((entry) => isApplications(entry, to));
    return ports
        .map(({ port = "", endPort }) => `${port}${endPort === undefined ? "" : `-${endPort}`}`)
        .join(", ");
}

/** "shop/site lets pods of front in to port 8080 of Deployment cart, and not to port 4143". */
function describeRule(rules: readonly [NarrowRule, ...NarrowRule[]]): string {
    const [first] = rules;
    const sources = sourceNames(rules.flatMap(({ from }) => from));
    const targets = rules.map(({ to: { workload } }) => `${workload.kind} ${workload.name}`);
    return `${first.to.workload.namespace}/${nameOf(first)} lets ${sources} in to port ${describePorts(first)} of ${enumerate(targets, 3)}, and not to port ${PROXY_INBOUND_PORT}`;
}

/**
 * Policies of the operator's own that keep out the requests of meshed pods once these go to the port of
 * the proxy (linkerd2 issue 15246). One finding for each namespace.
 */
export function proxyPortFindings(view: MeshView, cluster: ReachableCluster): Finding[] {
    const { series, generation } = view.config.charts.versions;
    if (generation.meshedPort === "application") return [];
    const byNamespace = groupBy(narrowRules(view, cluster), ({ to }) => to.workload.namespace);
    return [...byNamespace].flatMap(([namespace, found]) => {
        const rules = [...groupBy(found, (rule) => `${nameOf(rule)} ${rule.index}`).values()];
        const byPolicy = groupBy(
            rules.map(([rule]) => rule),
            nameOf,
        );
        const patches = [...byPolicy].map(([name, narrow]) =>
            kubectlIn(
                cluster.config,
                namespace,
                ...["patch", "networkpolicy", name, "--type=json"],
                `--patch=${JSON.stringify(narrow.map(({ index }) => openProxyPort(index)))}`,
            ),
        );
        const when = view.pre ? "After the upgrade they are" : "They are";
        return oneFinding(view.pre ? "warning" : "error", "proxy-port-kept-out", cluster.name, {
            what: `NetworkPolicy ${enumerate(rules.map(describeRule), 4)}`,
            why: `With Linkerd ${series} all requests between meshed pods arrive at port ${PROXY_INBOUND_PORT}, whichever port they are for. ${when} kept out. The remedy adds {port: ${PROXY_INBOUND_PORT}, protocol: TCP} to the ports of the rules; do so where the policies are kept, too.`,
            remedy: patches,
        });
    });
}

function openProxyPort(rule: number) {
    return {
        op: "add",
        path: `/spec/ingress/${rule}/ports/-`,
        value: { port: PROXY_INBOUND_PORT, protocol: "TCP" },
    };
}
