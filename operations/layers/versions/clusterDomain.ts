import type { V1ConfigMap } from "@kubernetes/client-node";
import { parse } from "yaml";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { setKeys } from "../../remedies/setKeys";
import type { ReachableCluster } from "../reachableClusters";

/** What says which domain a cluster has, and where that stands. */
interface Told {
    readonly domains: readonly string[];
    readonly by: string;
}

/** The domain in a document of kubeadm's; none where it is no YAML, or does not say. */
function domainIn(text: string | undefined, path: readonly string[]): string | undefined {
    if (text === undefined) return undefined;
    try {
        const value = path.reduce<unknown>(
            (node, key) => (node as Readonly<Record<string, unknown>> | undefined)?.[key],
            parse(text),
        );
        return typeof value === "string" ? value : undefined;
    } catch {
        return undefined;
    }
}

/** The domains of a cluster, by the first that knows: the kubelets' own configuration, kubeadm's, CoreDNS'. */
export function toldDomains(configMaps: readonly V1ConfigMap[]): Told | undefined {
    const dataOf = (name: RegExp) =>
        configMaps.find(({ metadata }) => name.test(metadata?.name ?? ""))?.data;
    // With a version in its name until Kubernetes 1.23.
    const kubelets = domainIn(dataOf(/^kubelet-config(-[\d.]+)?$/)?.["kubelet"], ["clusterDomain"]);
    if (kubelets !== undefined) return { domains: [kubelets], by: "ConfigMap kubelet-config" };
    const kubeadms = domainIn(dataOf(/^kubeadm-config$/)?.["ClusterConfiguration"], [
        "networking",
        "dnsDomain",
    ]);
    if (kubeadms !== undefined) return { domains: [kubeadms], by: "ConfigMap kubeadm-config" };
    const corefile = dataOf(/^coredns$/)?.["Corefile"] ?? "";
    const domains = [...corefile.matchAll(/^\s*kubernetes[ \t]+([^{\n]+)/gm)]
        .flatMap(([, zones = ""]) => zones.trim().split(/\s+/))
        .map((zone) => zone.replace(/\.$/, ""))
        .filter((zone) => !zone.endsWith(".arpa"));
    return domains.length === 0 ? undefined : { domains, by: "the Corefile of CoreDNS" };
}

/** Clusters of which nothing says the domain, or whose ConfigMaps in kube-system may not be listed. Pure. */
export function unknownDomain({ name, kubernetes }: ReachableCluster): string[] {
    return toldDomains(kubernetes.systemConfigMaps ?? []) === undefined
        ? [`${name}: the DNS domain of its kubelets`]
        : [];
}

/** A `clusterDomain` that the cluster does not have. `index` is the cluster's. Pure. */
export function otherDomain(
    { name, config, kubernetes }: ReachableCluster,
    index: number,
): Finding[] {
    const told = toldDomains(kubernetes.systemConfigMaps ?? []);
    if (told === undefined || told.domains.includes(config.clusterDomain)) return [];
    const [first = ""] = told.domains;
    return oneFinding("error", "cluster-domain-differs", name, {
        what: `the DNS domain of the cluster is ${enumerate(told.domains)}, as ${told.by} says, and clusterDomain is ${config.clusterDomain}`,
        why: "Proxies look for the control plane, and mirrors for exported Services, under names that nobody resolves.",
        remedy: setKeys([{ path: ["clusters", index, "clusterDomain"], value: first }]),
    });
}
