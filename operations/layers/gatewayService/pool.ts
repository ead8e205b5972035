import type { V1Service } from "@kubernetes/client-node";
import { sh } from "../../../components/shell";
import { GATEWAY, MULTICLUSTER_NAMESPACE } from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import type { AdvertisementSpec } from "../../view/kubernetesView";
import { announcerFindings, type Advertisement } from "./announcers";
import { describePools, firstFree, holds, type Pool } from "./addressPools";
import { advertisement, metalLbNamespace } from "./metalLb";
import { applyManifest, kubectlIn } from "../../remedies/kubectl";
import { setKey } from "../../remedies/setKeys";
import { selects, type LabelSelector } from "../labelSelector";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";

export function gatewayServiceOf({ kubernetes }: ReachableCluster): V1Service | undefined {
    return objectNamed(kubernetes.services, MULTICLUSTER_NAMESPACE, GATEWAY);
}

/** IPs or host names that a Service of type LoadBalancer got. */
export function loadBalancerAddresses(service: V1Service | undefined): readonly string[] {
    return (service?.status?.loadBalancer?.ingress ?? []).flatMap(
        ({ ip, hostname }) => ip ?? hostname ?? [],
    );
}

/** Whether a pool has an address for the gateway and announces it. `index` is the cluster's in the configuration. */
export function poolFindings(cluster: ReachableCluster, index: number): Finding[] {
    const pools = cluster.kubernetes.ipAddressPools ?? [];
    if (pools.length === 0) return [];
    const { ip } = cluster.config.gateway;
    const useful = pools.filter((pool) =>
        ip === undefined ? pool.spec?.autoAssign !== false : holds(pool, ip),
    );
    if (useful.length === 0) return noPool(cluster, pools);
    const others = cluster.kubernetes.services.filter(
        (service) => service !== gatewayServiceOf(cluster),
    );
    return [
        ...announcementFindings(cluster, useful),
        ...(ip === undefined
            ? exhausted(cluster, useful, others)
            : occupied(cluster, ip, index, others)),
    ];
}

function noPool({ name, config }: ReachableCluster, pools: readonly Pool[]): Finding[] {
    const { ip } = config.gateway;
    const [pool] = pools;
    const patch =
        ip === undefined
            ? { spec: { autoAssign: true } }
            : { spec: { addresses: [...(pool?.spec?.addresses ?? []), `${ip}/32`] } };
    return oneFinding("error", "address-pool-unsuitable", name, {
        what:
            ip === undefined
                ? `no IPAddressPool gives addresses by itself: ${describePools(pools)} have autoAssign: false, and gateway.ip is not configured`
                : `no IPAddressPool holds gateway.ip ${ip}: there is ${describePools(pools)}`,
        why: "MetalLB gives the gateway no address, and `pulumi up` waits for it until its time is over.",
        remedy: [
            kubectlIn(
                config,
                metalLbNamespace(pools),
                ...["patch", "ipaddresspools.metallb.io", pool?.metadata.name ?? ""],
                ...["--type=merge", "--patch", JSON.stringify(patch)],
            ),
        ],
    });
}

function announces(spec: AdvertisementSpec | undefined, { metadata }: Pool): boolean {
    const { ipAddressPools = [], ipAddressPoolSelectors = [] } = spec ?? {};
    if (ipAddressPools.length === 0 && ipAddressPoolSelectors.length === 0) return true;
    return (
        ipAddressPools.includes(metadata.name ?? "") ||
        ipAddressPoolSelectors.some((selector) =>
            selects(selector as LabelSelector, metadata.labels ?? {}),
        )
    );
}

function announcementFindings(cluster: ReachableCluster, useful: readonly Pool[]): Finding[] {
    const { name, config, kubernetes } = cluster;
    const { l2Advertisements = [], bgpAdvertisements = [] } = kubernetes;
    const advertisements: readonly Advertisement[] = [
        ...l2Advertisements.map((one) => ({ ...one, kind: "L2Advertisement" as const })),
        ...bgpAdvertisements.map((one) => ({ ...one, kind: "BGPAdvertisement" as const })),
    ];
    const announcing = advertisements.filter(({ spec }) =>
        useful.some((candidate) => announces(spec, candidate)),
    );
    if (announcing.length > 0) return announcerFindings(cluster, announcing);
    const [pool] = useful;
    if (pool === undefined) return [];
    return oneFinding("error", "address-pool-unannounced", name, {
        what: `no L2Advertisement or BGPAdvertisement announces the IPAddressPool ${describePools([pool])}`,
        why: "The gateway gets its address, but nobody answers for it on the network of the nodes.",
        remedy: [
            applyManifest(
                config,
                advertisement(metalLbNamespace([pool]), pool.metadata.name ?? ""),
            ),
        ],
    });
}

/** The pinned address belongs to another Service. */
function occupied(
    { name, config, kubernetes }: ReachableCluster,
    ip: string,
    index: number,
    others: readonly V1Service[],
): Finding[] {
    const owner = others.find((service) => loadBalancerAddresses(service).includes(ip));
    if (owner === undefined) return [];
    const [namespace, service] = [owner.metadata?.namespace ?? "", owner.metadata?.name ?? ""];
    const taken = new Set(others.flatMap(loadBalancerAddresses));
    const free = firstFree(kubernetes.ipAddressPools ?? [], taken);
    return oneFinding("error", "gateway-address-taken", name, {
        what: `gateway.ip ${ip} belongs to Service ${namespace}/${service}`,
        why: "MetalLB gives an address to one Service only: the gateway gets none, and `pulumi up` waits for it until its time is over.",
        remedy: [
            free === undefined
                ? sh`${kubectlIn(config, namespace, "delete", "service", service)}  # or give the pool more addresses`
                : setKey(["clusters", index, "gateway", "ip"], free),
        ],
    });
}

/** No address is left for a gateway that has none yet. */
function exhausted(
    cluster: ReachableCluster,
    useful: readonly Pool[],
    others: readonly V1Service[],
): Finding[] {
    if (loadBalancerAddresses(gatewayServiceOf(cluster)).length > 0) return [];
    const taken = new Set(others.flatMap(loadBalancerAddresses));
    const [pool] = useful;
    if (firstFree(useful, taken) !== undefined || pool === undefined) return [];
    return oneFinding("error", "address-pool-exhausted", cluster.name, {
        what: `no address is free in ${describePools(useful)}`,
        why: "MetalLB gives the gateway no address, and `pulumi up` waits for it until its time is over.",
        remedy: [
            kubectlIn(
                cluster.config,
                metalLbNamespace(useful),
                ...["edit", "ipaddresspools.metallb.io", pool.metadata.name ?? ""],
            ),
        ],
    });
}
