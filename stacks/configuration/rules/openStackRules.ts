import type { ClusterDraft, Draft } from "../draft/draft";
import type { Problem } from "../types/problem";
import type { Route } from "../draft/routes";
import { HOSTS_EXAMPLE } from "../keys/nodesEntry";
import { OPENSTACK_EXAMPLE } from "../keys/openStackEntry";

const OR_EXTERNAL = "or gateway.exposure: external where the load balancer's address is public";

function projectProblems({ gateway, openstack, nodes }: ClusterDraft, index: number): Problem[] {
    const at = ["clusters", index] as const;
    if (gateway?.exposure === "external" && openstack !== undefined) {
        const advice =
            "gateway.exposure is external, and nothing would be made in it; remove the key, or write gateway.exposure: openstack";
        return [{ path: [...at, "openstack"], value: openstack, advice }];
    }
    if (gateway?.exposure !== "openstack") return [];
    const project: Problem = {
        path: [...at, "openstack"],
        value: undefined,
        advice: "the gateway's private address is reachable through Neutron only; write the project that the cluster lies in",
        example: `${OPENSTACK_EXAMPLE}, ${OR_EXTERNAL}`,
    };
    const hosts: Problem = {
        path: [...at, "nodes", "hosts"],
        value: undefined,
        advice: "the gateway's packets are filtered at the ports of the nodes; write all of them",
        example: `${HOSTS_EXAMPLE}, ${OR_EXTERNAL}`,
    };
    return [...(openstack === undefined ? [project] : []), ...(nodes === undefined ? [hosts] : [])];
}

/** What a cluster outside OpenStack needs as the source of a link to one inside. */
function externalSourceProblems(links: readonly Route[]): Problem[] {
    const [link] = links;
    if (link?.source.cluster.gateway?.exposure !== "external") return [];
    const { cluster, index } = link.source;
    const problems: Problem[] = [];
    const rewritten = links.find(({ routing }) => routing === "dnat");
    if (rewritten !== undefined && cluster.nodes === undefined) {
        const advice = `every node rewrites the address of ${String(rewritten.target.cluster.name)}; write all of them`;
        const example = `${HOSTS_EXAMPLE}, or routing: direct for the link`;
        const path = ["clusters", index, "nodes", "hosts"];
        problems.push({ path, value: undefined, advice, example });
    }
    if (cluster.egressAddresses === undefined) {
        const advice = `the security group of ${String(link.target.cluster.name)} admits known addresses only, and no Neutron tells those of a cluster outside OpenStack; write the addresses that its pods are seen from`;
        const example = '["198.51.100.7"]';
        const path = ["clusters", index, "egressAddresses"];
        problems.push({ path, value: undefined, advice, example });
    }
    return problems;
}

/** What a cluster's gateway and links need of OpenStack, or in its place. */
export function openStackProblems({ clusters = [] }: Draft, routes: readonly Route[]): Problem[] {
    const inward = routes.filter(({ routing }) => routing !== "none");
    return clusters.flatMap((cluster, index) => [
        ...projectProblems(cluster, index),
        ...externalSourceProblems(inward.filter(({ source }) => source.index === index)),
    ]);
}
