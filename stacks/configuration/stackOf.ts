import type { MeshConfig } from "./types/meshConfig";

/** Name of the stack that a cluster of another stack belongs to. Pure. */
export function stackOf(cluster: string, peers: MeshConfig["peers"]): string {
    return peers.find(({ clusters }) => clusters.includes(cluster))?.stack ?? "";
}
