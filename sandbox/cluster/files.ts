import { join } from "node:path";
import type { Settings } from "../settings/settings";

/** Folders of one cluster in the state folder. */
export interface ClusterFiles {
    /** CA, certificates and keys; kept over down and up, so that kubeconfigs stay valid. */
    readonly pki: string;
    /** Kubeconfigs of the cluster's own programs. */
    readonly components: string;
    readonly etcd: string;
}

/** Folder of the operator's kubeconfigs. */
export function kubeconfigsFolder({ stateDir }: Settings): string {
    return join(stateDir, "kubeconfigs");
}

/** The operator's kubeconfig of a cluster. */
export function adminKubeconfig(settings: Settings, cluster: string): string {
    return join(kubeconfigsFolder(settings), `${cluster}.yaml`);
}

/** Folders of one cluster. */
export function clusterFiles(settings: Settings, cluster: string): ClusterFiles {
    const folder = join(settings.stateDir, "clusters", cluster);
    return {
        pki: join(folder, "pki"),
        components: join(folder, "kubeconfigs"),
        etcd: join(folder, "etcd"),
    };
}
