import type { ClusterDraft, Draft } from "../draft/draft";
import type { Problem } from "../types/problem";
import { repetitions } from "./repetitions";
import { routes, type Route } from "../draft/routes";
import { HOSTS_EXAMPLE, OPENSTACK_EXAMPLE } from "../keys/openStackAndNodeEntries";

const OR_EXTERNAL = "or gateway.exposure: external where the load balancer's address is public";

function openStackProblems({ gateway, openstack, nodes }: ClusterDraft, index: number): Problem[] {
    const problem = (key: string, value: unknown, advice: string): Problem => ({
        path: ["clusters", index, ...key.split(".")],
        value,
        advice,
    });
    if (gateway.exposure === "external" && openstack !== undefined) {
        const advice =
            "gateway.exposure is external, and nothing would be made in it; remove the key, or write gateway.exposure: openstack";
        return [problem("openstack", openstack, advice)];
    }
    if (gateway.exposure !== "openstack") return [];
    const site = `the gateway's private address is reachable through Neutron only; write the project that the cluster lies in, for example ${OPENSTACK_EXAMPLE}, ${OR_EXTERNAL}`;
    const hosts = `the gateway's packets are filtered at the ports of the nodes; write all of them, for example ${HOSTS_EXAMPLE}, ${OR_EXTERNAL}`;
    return [
        ...(openstack === undefined ? [problem("openstack", undefined, site)] : []),
        ...(nodes === undefined ? [problem("nodes.hosts", undefined, hosts)] : []),
    ];
}

/** What a cluster outside OpenStack needs as the source of a link to one inside. */
function externalSourceProblems(links: readonly Route[]): Problem[] {
    const [link] = links;
    if (link?.source.cluster.gateway.exposure !== "external") return [];
    const { cluster, index } = link.source;
    const problems: Problem[] = [];
    const rewritten = links.find(({ routing }) => routing === "dnat");
    if (rewritten !== undefined && cluster.nodes === undefined) {
        const advice = `every node rewrites the address of ${String(rewritten.target.cluster.name)}; write all of them, for example ${HOSTS_EXAMPLE}, or routing: direct for the link`;
        problems.push({ path: ["clusters", index, "nodes", "hosts"], value: undefined, advice });
    }
    if (cluster.egressAddresses === undefined) {
        const advice = `the security group of ${String(link.target.cluster.name)} admits known addresses only, and no Neutron tells those of a cluster outside OpenStack; write the addresses that its pods are seen from, for example ["198.51.100.7"]`;
        const path = ["clusters", index, "egressAddresses"];
        problems.push({ path, value: undefined, advice });
    }
    return problems;
}

function nodesProblems({ nodes, egressAddresses }: ClusterDraft, index: number): Problem[] {
    const at = ["clusters", index, "nodes"] as const;
    const problems: Problem[] = [];
    for (const key of ["name", "address"] as const) {
        for (const found of repetitions((nodes?.hosts ?? []).map((host) => host[key]))) {
            const advice = `hosts[${String(found.first)}] has this ${key}; write that of another node, or remove one of them`;
            const path = [...at, "hosts", found.index, key];
            problems.push({ path, value: found.value, advice });
        }
    }
    if (nodes?.knownHosts !== undefined && nodes.knownHostsPath !== undefined) {
        const advice = "knownHosts gives host keys too; remove one of them";
        problems.push({ path: [...at, "knownHostsPath"], value: nodes.knownHostsPath, advice });
    }
    if (nodes?.direct === true && nodes.bastion !== undefined) {
        const advice = "without a bastion nodes are dialled directly; remove it, or bastion";
        problems.push({ path: [...at, "direct"], value: true, advice });
    }
    for (const { value, index: position, first } of repetitions(egressAddresses ?? [])) {
        const advice = `egressAddresses[${String(first)}] is the same; remove one of them`;
        problems.push({ path: ["clusters", index, "egressAddresses", position], value, advice });
    }
    return problems;
}

/** What a cluster's gateway and links need of OpenStack and of its nodes. */
export function openStackAndNodeProblems(draft: Draft): Problem[] {
    const clusters = draft.clusters ?? [];
    const inward = routes(draft).filter(({ routing }) => routing !== "none");
    return clusters.flatMap((cluster, index) => [
        ...openStackProblems(cluster, index),
        ...externalSourceProblems(inward.filter(({ source }) => source.index === index)),
        ...nodesProblems(cluster, index),
    ]);
}
