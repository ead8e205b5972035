import * as ipaddr from "ipaddr.js";
import type { V1Service } from "@kubernetes/client-node";
import { portsWithoutPair } from "../../components/openstack/nodePorts";
import { isInside } from "../../stacks/survey/egress";
import { describePools, freeAddresses } from "../layers/gatewayService/addressPools";
import { loadBalancerAddresses } from "../layers/gatewayService/pool";
import type { KubernetesView } from "../view/kubernetesView";
import type { Decisions, Found } from "./decisions";
import type { Place } from "./place";
import type { NodeAddress } from "./siteView";

/** Addresses of a pool that are looked at: one may be a whole /8. */
const MOST_LOOKED_AT = 4096;

/** Whether the gateway's address is public already; decides `gateway.exposure`. Pure. */
export function decideExposure(
    { ipAddressPools = [], services, unlistable }: KubernetesView,
    decisions: Decisions,
): boolean {
    const isHidden = unlistable.some((kind) => kind.startsWith("ipaddresspools."));
    const isInCloud = decisions.told("openstack") !== undefined;
    if (ipAddressPools.length > 0 || isHidden || isInCloud) return told(decisions) === "external";
    const addresses = services.flatMap(loadBalancerAddresses);
    const isPrivate = addresses.length > 0 && addresses.every(isPrivateAddress);
    decisions.decide(
        "gateway.exposure",
        isPrivate
            ? {
                  ask: `Without MetalLB, and Services have private addresses, ${String(addresses[0])} say: what makes the gateway reachable`,
                  choices: ["external", "openstack"],
              }
            : {
                  value: "external",
                  note: "there is no address pool of MetalLB, so that a load balancer of the cloud gives public addresses",
              },
    );
    return (told(decisions) ?? (isPrivate ? "openstack" : "external")) === "external";
}

function told(decisions: Decisions): unknown {
    return decisions.told("gateway.exposure");
}

function isPrivateAddress(address: string): boolean {
    return ipaddr.isValid(address) && ipaddr.parse(address).range() !== "unicast";
}

/** Decides `gateway.ip` and `openstack.addressPairs`. Pure. */
export function decideGatewayAddress(
    kubernetes: KubernetesView,
    nodes: readonly NodeAddress[],
    { network, nodePorts }: Place,
    decisions: Decisions,
): void {
    const filtered = nodePorts
        .filter(({ port }) => port.portSecurityEnabled)
        .map(({ node, port: { id: portId, addressPairs } }) => ({
            ...{ node, portId, addressPairs },
            address: "",
            skipped: false,
        }));
    const taken = new Set([
        ...kubernetes.services.flatMap((service) => [
            ...loadBalancerAddresses(service),
            ...askedFor(service),
        ]),
        ...nodes.map(({ address }) => address),
        ...network.ports.flatMap(({ fixedIps }) => fixedIps),
        ...network.subnets.map(({ gatewayIp }) => gatewayIp),
    ]);
    const subnets = network.subnets.map(({ cidr }) => cidr);
    const ip = decisions.decide("gateway.ip", freeAddress(kubernetes, taken, subnets, filtered));
    if (typeof ip !== "string") return;
    const missing = portsWithoutPair(ip, filtered);
    if (missing.length === 0) return;
    decisions.decide("openstack.addressPairs", {
        value: "manage",
        note: `no pair lets ${String(missing.length)} of the nodes send from ${ip}, and the program adds it. Where Terraform owns the ports it would take the pairs away again: write check, and add them there`,
    });
}

/** Addresses that a Service asks for and may not have yet. */
function askedFor({ metadata, spec }: V1Service): string[] {
    const annotated = Object.entries(metadata?.annotations ?? {})
        .filter(([key]) => key.endsWith("/loadBalancerIPs"))
        .flatMap(([, value]) => value.split(",").map((one) => one.trim()));
    return [...annotated, ...(spec?.loadBalancerIP === undefined ? [] : [spec.loadBalancerIP])];
}

function freeAddress(
    { ipAddressPools: pools = [] }: KubernetesView,
    taken: ReadonlySet<string>,
    subnets: readonly string[],
    nodePorts: Parameters<typeof portsWithoutPair>[1],
): Found {
    // One that gives no addresses by itself is kept for something: K-PaaS has one for ingress-nginx.
    const assigning = pools.filter(({ spec }) => spec?.autoAssign !== false);
    const useful = assigning.length > 0 ? assigning : pools;
    const free: string[] = [];
    let looked = 0;
    for (const address of freeAddresses(useful, taken)) {
        if (looked++ === MOST_LOOKED_AT) break;
        if (subnets.some((cidr) => isInside(address, cidr))) free.push(address);
    }
    const [first] = free;
    // Somebody has made room for the gateway already.
    const prepared = free.find((address) => portsWithoutPair(address, nodePorts).length === 0);
    const chosen = nodePorts.length === 0 ? first : (prepared ?? first);
    if (chosen === undefined) {
        const where = pools.length === 0 ? "no pool may be seen" : describePools(useful);
        return {
            ask: `No address of the nodes' subnet is free in MetalLB's pools (${where}); the gateway's address`,
        };
    }
    return {
        value: chosen,
        note: `${chosen === prepared && nodePorts.length > 0 ? "has pairs on all ports of the nodes already, and is free" : "the first one that is free"} in ${describePools(useful)}`,
    };
}
