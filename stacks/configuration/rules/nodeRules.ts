import type { ClusterDraft, Draft } from "../draft/draft";
import type { Problem } from "../types/problem";
import { repetitions } from "./repetitions";

function clusterProblems({ nodes, egressAddresses }: ClusterDraft, index: number): Problem[] {
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
    const bastions = {
        bastion: nodes?.bastion !== undefined,
        fallbackBastions: (nodes?.fallbackBastions ?? []).length > 0,
    };
    for (const [key, isThere] of Object.entries(bastions)) {
        if (nodes?.direct !== true || !isThere) continue;
        const advice = `without a bastion nodes are dialled directly; remove it, or ${key}`;
        problems.push({ path: [...at, "direct"], value: true, advice });
    }
    for (const { value, index: position, first } of repetitions(egressAddresses ?? [])) {
        const advice = `egressAddresses[${String(first)}] is the same; remove one of them`;
        problems.push({ path: ["clusters", index, "egressAddresses", position], value, advice });
    }
    return problems;
}

/** What the keys of a cluster's nodes have against each other. */
export function nodeProblems({ clusters = [] }: Draft): Problem[] {
    return clusters.flatMap(clusterProblems);
}
