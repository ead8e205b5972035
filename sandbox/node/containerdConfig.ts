import type { NodeAddresses } from "../settings/addresses";
import { POD_MTU } from "../network/podNetwork";
import type { NodePaths } from "./paths";

/** Plug-ins that probe devices or load modules of the machine and are never used here. */
const DISABLED = [
    "io.containerd.snapshotter.v1.aufs",
    "io.containerd.snapshotter.v1.btrfs",
    "io.containerd.snapshotter.v1.devmapper",
    "io.containerd.snapshotter.v1.zfs",
    "io.containerd.internal.v1.tracing",
    "io.containerd.tracing.processor.v1.otlp",
];

/** containerd's configuration in a node; root, state and socket keep their ordinary places. */
export function containerdConfig(paths: Pick<NodePaths, "etc">, pauseImage: string): string {
    return `version = 2
disabled_plugins = ${JSON.stringify(DISABLED)}
[debug]
  level = "warn"
[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${JSON.stringify(pauseImage)}
  # Without CAP_SYS_RESOURCE runc cannot lower the score and dies: "can't get final child's PID from pipe: EOF".
  restrict_oom_score_adj = true
  # The profile would be loaded into the machine's kernel.
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${paths.etc}/cni"
`;
}

/**
 * CNI configuration of a node.
 *
 * ptp and not bridge: on a bridge, answers between two pods of one node pass below IP and miss the
 * address translation of their Service unless the kernel has br_netfilter. Source NAT is in network/nodeNetwork.
 */
export function cniConfig({ podCidr }: Pick<NodeAddresses, "podCidr">): string {
    return JSON.stringify({
        cniVersion: "0.4.0",
        name: "pods",
        plugins: [
            {
                type: "ptp",
                ipMasq: false,
                mtu: POD_MTU,
                ipam: {
                    type: "host-local",
                    ranges: [[{ subnet: podCidr }]],
                    routes: [{ dst: "0.0.0.0/0" }],
                },
            },
            { type: "portmap", capabilities: { portMappings: true } },
        ],
    });
}
