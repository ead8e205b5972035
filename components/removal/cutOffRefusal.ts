import { namedUse, type MeshUse } from "./meshUse";

/** What uses the mesh in a cluster, or why it does not tell. */
export type ClusterUse = { readonly cluster: string } & (
    { readonly use: MeshUse } | { readonly failure: string }
);

function lineOf(found: ClusterUse): string[] {
    if ("failure" in found) {
        return [
            `${found.cluster}: it does not tell what uses the mesh: ${found.failure}; where it is gone for good, run \`npm run forget -- ${found.cluster}\``,
        ];
    }
    const { services, workloads } = found.use;
    const parts = [
        ...(services.length === 0 ? [] : [`exported Services ${namedUse(services)}`]),
        ...(workloads.length === 0 ? [] : [`meshed workloads ${namedUse(workloads)}`]),
    ];
    return parts.length === 0 ? [] : [`${found.cluster}: ${parts.join("; ")}`];
}

/**
 * Why clusters may not lose the mesh, for the operator; undefined where nothing but the program's own
 * is in it. `commands` accept it. Pure.
 */
export function cutOffRefusal(
    clusters: readonly ClusterUse[],
    commands: readonly string[],
): string | undefined {
    const lines = clusters.flatMap(lineOf);
    if (lines.length === 0) return undefined;
    return [
        "The mesh is in use, and this would cut off what is not the program's own. Nothing was deleted.",
        ...lines.map((line) => `  - ${line}`),
        `Take it out of the mesh first, or accept the cut: ${commands.map((command) => `\`${command}\``).join(", then ")}.`,
    ].join("\n");
}
