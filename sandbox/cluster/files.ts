import { join } from "node:path";
import type { Settings } from "../settings";

/** Folders of one cluster in the state folder. */
export interface ClusterFiles {
    /** CA, certificates and keys; kept over down and up, so that kubeconfigs stay valid. */
    readonly pki: string;
    /** Kubeconfigs of the cluster's own programs. */
    readonly components: string;
    readonly etcd: string;
}

/** Folder of all clusters. */
export function clustersFolder({ stateDir }: Settings): string {
    return join(stateDir, "clusters");
}

/** Folders of one cluster. */
export function clusterFiles(settings: Settings, cluster: string): ClusterFiles {
    const folder = join(clustersFolder(settings), cluster);
    return {
        pki: join(folder, "pki"),
        components: join(folder, "kubeconfigs"),
        etcd: join(folder, "etcd"),
    };
}
