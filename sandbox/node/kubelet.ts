import { stringify } from "yaml";
import { DNS_SERVICE_ADDRESS } from "../settings/addresses";

/** Files and names that a kubelet's configuration refers to. */
export interface KubeletFiles {
    readonly caFile: string;
    readonly certFile: string;
    readonly keyFile: string;
    readonly resolvConf: string;
    readonly cgroup: string;
}

/** The KubeletConfiguration of a node. */
export function kubeletConfig(files: KubeletFiles): string {
    return stringify({
        apiVersion: "kubelet.config.k8s.io/v1beta1",
        kind: "KubeletConfiguration",
        authentication: {
            anonymous: { enabled: false },
            webhook: { enabled: true },
            x509: { clientCAFile: files.caFile },
        },
        authorization: { mode: "Webhook" },
        tlsCertFile: files.certFile,
        tlsPrivateKeyFile: files.keyFile,
        containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
        clusterDomain: "cluster.local",
        clusterDNS: [DNS_SERVICE_ADDRESS],
        resolvConf: files.resolvConf,
        cgroupDriver: "cgroupfs",
        // One tree per kubelet: each removes whatever it does not know below its own.
        cgroupRoot: `/${files.cgroup}`,
        failCgroupV1: false,
        failSwapOn: false,
        enforceNodeAllocatable: [],
        oomScoreAdj: 0,
        // Images come from archives and cannot be pulled again, so none is ever thrown away, and a
        // machine with a full disk or little memory is no reason to evict pods.
        imageGCHighThresholdPercent: 100,
        imageGCLowThresholdPercent: 99,
        evictionHard: { "memory.available": "10Mi" },
        // Measured idle cost: walking volumes and statistics of six kubelets on two cores.
        volumeStatsAggPeriod: "-1s",
        kubeAPIQPS: 100,
        kubeAPIBurst: 200,
        logging: { verbosity: 1 },
    });
}
