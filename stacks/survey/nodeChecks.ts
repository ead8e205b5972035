import { isIPv4 } from "node:net";
import type { V1Node } from "@kubernetes/client-node";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import { keyOf, problemAt, type SurveyProblem } from "./surveyProblem";

/**
 * Whether the nodes of a cluster are compared with those that its API knows: rules on a node that the
 * configuration forgot would be missing.
 */
export function comparesNodes(cluster: PlainClusterConfig): boolean {
    return cluster.nodes !== undefined && !isLost(cluster);
}

/** Whether a cluster may be lost as a whole: every node is skipped. Its API server need not answer. */
export function isLost({ nodes }: PlainClusterConfig): boolean {
    return nodes?.hosts.every(({ skipped }) => skipped) ?? false;
}

/** Nodes that are new, gone, or have another address than the configuration says; skipped ones are not asked for. Pure. */
export function nodeProblems(
    { name, nodes: configured }: PlainClusterConfig,
    index: number,
    nodes: readonly V1Node[],
): SurveyProblem[] {
    const { hosts, ssh } = configured ?? { hosts: [] };
    const list = ["nodes", "hosts"];
    const names = new Set(hosts.map((host) => host.name));
    const added = nodes
        .filter((node) => !names.has(nameOf(node)))
        .flatMap((node, offset) => {
            const address = internalIps(node).find(isIPv4) ?? "ADDRESS";
            const entry = keyOf({ index }, ...list, hosts.length + offset);
            return problemAt({ name, index }, list, {
                code: "node-not-configured",
                where: `${name}/${nameOf(node)}`,
                value: hosts,
                what: `Kubernetes has this node, ${address}, and the configuration does not`,
                why:
                    ssh === undefined
                        ? "Packets to the gateway cannot enter through its port, and `pulumi up` refuses to run."
                        : "It has no rules: its pods reach the gateway of no other cluster. `pulumi up` refuses to run.",
                advice: `add ${JSON.stringify({ name: nameOf(node), address })}`,
                settings: [
                    { path: [...entry, "name"], value: nameOf(node) },
                    { path: [...entry, "address"], value: address },
                ],
            });
        });
    const changed = hosts.flatMap((host, position) => {
        if (host.skipped) return [];
        const about = {
            where: `${name}/${host.name}`,
            why: "`pulumi up` refuses to run as long as the two differ.",
            onlyStopsUp: true as const,
        };
        const node = nodes.find((candidate) => nameOf(candidate) === host.name);
        if (node === undefined) {
            return problemAt({ name, index }, [...list, position, "name"], {
                ...about,
                code: "node-missing",
                value: host.name,
                what: `the configuration has this node, ${host.address}, and Kubernetes does not`,
                advice: `write one that it has, ${nodes.map(nameOf).join(", ")}, or unreachable: skip where the node is gone`,
                settings: [
                    { path: keyOf({ index }, ...list, position, "unreachable"), value: "skip" },
                ],
            });
        }
        const addresses = internalIps(node);
        if (addresses.includes(host.address)) return [];
        return problemAt({ name, index }, [...list, position, "address"], {
            ...about,
            code: "node-address-differs",
            value: host.address,
            what: `its InternalIP is ${addresses.join(", ")}, and the configuration has ${host.address}`,
            advice: "write the InternalIP",
            write: addresses.find(isIPv4) ?? "ADDRESS",
        });
    });
    return [...added, ...changed];
}

function nameOf({ metadata }: V1Node): string {
    return metadata?.name ?? "";
}

/** Addresses that a node has in its own network. */
export function internalIps({ status }: V1Node): string[] {
    return (status?.addresses ?? [])
        .filter(({ type }) => type === "InternalIP")
        .map(({ address }) => address);
}
