import { isIPv4 } from "node:net";
import type { RoutedNode } from "../../components/nodes/connection";
import type { Problem } from "../configuration/types/problem";

/** A cluster whose nodes are compared with its API. */
export interface NodesToCheck {
    readonly name: string;
    /** Position in `clusters`. */
    readonly index: number;
    /** Kubeconfig in the clear, for this moment only. */
    readonly kubeconfig: string;
    readonly hosts: readonly RoutedNode[];
}

/** A node as the Kubernetes API has it. */
export interface ClusterNode {
    readonly name: string;
    readonly internalIps: readonly string[];
}

/** What the configured nodes of a cluster have against those it has; skipped ones are not asked for. */
export function nodeProblems(
    { name, index, hosts }: Omit<NodesToCheck, "kubeconfig">,
    nodes: readonly ClusterNode[],
): Problem[] {
    const list = ["clusters", index, "nodes", "hosts"];
    const configured = new Set(hosts.map((host) => host.name));
    const forgotten = nodes
        .filter((node) => !configured.has(node.name))
        .map((node): Problem => {
            const entry = JSON.stringify({
                name: node.name,
                address: node.internalIps.find(isIPv4),
            });
            const advice = `${node.name} is a node of ${name} and not in the list; add ${entry}`;
            return { path: list, value: hosts, advice };
        });
    const wrong = hosts.flatMap((host, position): Problem[] => {
        if (host.skipped) return [];
        const node = nodes.find((candidate) => candidate.name === host.name);
        if (node === undefined) {
            const names = nodes.map((candidate) => candidate.name).join(", ");
            const advice = `${name} has no node of this name, but ${names}; write one of those, or unreachable: skip where the node is gone`;
            return [{ path: [...list, position, "name"], value: host.name, advice }];
        }
        if (node.internalIps.includes(host.address)) return [];
        const advice = `the InternalIP of ${host.name} is ${node.internalIps.join(", ")}; write that`;
        return [{ path: [...list, position, "address"], value: host.address, advice }];
    });
    return [...forgotten, ...wrong];
}
