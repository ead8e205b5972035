import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterAddresses, NodeAddresses } from "../settings/addresses";
import { POD_NETWORK, SERVICE_NETWORK } from "../settings/addresses";
import { placement } from "../node/node";
import type { DaemonSpec } from "../system/launchCommand";
import { startDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import type { ClusterFiles } from "./files";
import { keyPair, serviceAccountKey } from "./certificates";

/** Starts etcd and the API server of a cluster, in its first node. */
export async function startApiServer(
    settings: Settings,
    cluster: ClusterAddresses,
    files: ClusterFiles,
    bin: string,
): Promise<void> {
    const node = firstNode(cluster);
    await mkdir(files.etcd, { recursive: true, mode: 0o700 });
    for (const [name, args] of [
        ["etcd", etcdArgs(files)],
        ["kube-apiserver", apiServerArgs(settings, node, files)],
    ] as const) {
        await startDaemon(settings, daemon(settings, cluster, bin, name, args));
    }
}

/** Starts controller manager and scheduler; the API server answers already. */
export async function startControllers(
    settings: Settings,
    cluster: ClusterAddresses,
    files: ClusterFiles,
    bin: string,
): Promise<void> {
    for (const [name, args] of [
        ["kube-controller-manager", controllerManagerArgs(files)],
        ["kube-scheduler", schedulerArgs(files)],
    ] as const) {
        await startDaemon(settings, daemon(settings, cluster, bin, name, args));
    }
}

/** Name of a control plane daemon's log and pid files. */
export function controlPlaneDaemon(cluster: string, program: string): string {
    return `${cluster}-${program}`;
}

/** The node that carries the control plane. */
function firstNode({ nodes, name }: ClusterAddresses): NodeAddresses {
    const [node] = nodes;
    if (node === undefined) throw new Error(`${name} has no node`);
    return node;
}

function daemon(
    settings: Settings,
    cluster: ClusterAddresses,
    bin: string,
    program: string,
    args: readonly string[],
): DaemonSpec {
    return {
        name: controlPlaneDaemon(cluster.name, program),
        command: join(bin, "k8s"),
        args: [program, ...args],
        ...placement(settings, firstNode(cluster)),
    };
}

function etcdArgs({ etcd }: ClusterFiles): string[] {
    return [
        `--data-dir=${etcd}`,
        // A crash of the machine may cost the data of a throw-away cluster; syncing costs every start.
        "--unsafe-no-fsync",
        "--listen-client-urls=http://127.0.0.1:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
        "--listen-peer-urls=http://127.0.0.1:2380",
        "--initial-advertise-peer-urls=http://127.0.0.1:2380",
        "--initial-cluster=default=http://127.0.0.1:2380",
        "--log-level=warn",
    ];
}

function apiServerArgs(settings: Settings, node: NodeAddresses, { pki }: ClusterFiles): string[] {
    const ca = keyPair(pki, "ca");
    const serving = keyPair(pki, "kube-apiserver");
    const kubelet = keyPair(pki, "kube-apiserver-kubelet-client");
    const tokens = serviceAccountKey(pki);
    return [
        "--etcd-servers=http://127.0.0.1:2379",
        `--advertise-address=${node.ip}`,
        `--secure-port=${String(settings.apiPort)}`,
        `--tls-cert-file=${serving.certFile}`,
        `--tls-private-key-file=${serving.keyFile}`,
        `--client-ca-file=${ca.certFile}`,
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged",
        `--service-cluster-ip-range=${SERVICE_NETWORK}`,
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        `--service-account-key-file=${tokens.publicFile}`,
        `--service-account-signing-key-file=${tokens.keyFile}`,
        `--kubelet-certificate-authority=${ca.certFile}`,
        `--kubelet-client-certificate=${kubelet.certFile}`,
        `--kubelet-client-key=${kubelet.keyFile}`,
        // Node names resolve nowhere, so exec, logs and port-forward must go by address.
        "--kubelet-preferred-address-types=InternalIP",
        "--profiling=false",
    ];
}

function controllerManagerArgs({ pki, components }: ClusterFiles): string[] {
    const ca = keyPair(pki, "ca");
    return [
        ...clientArgs(join(components, "kube-controller-manager.yaml")),
        "--use-service-account-credentials",
        `--root-ca-file=${ca.certFile}`,
        `--service-account-private-key-file=${serviceAccountKey(pki).keyFile}`,
        `--cluster-signing-cert-file=${ca.certFile}`,
        `--cluster-signing-key-file=${ca.keyFile}`,
        `--cluster-cidr=${POD_NETWORK}`,
        // Each node's share is in the address plan, where the static routes come from.
        "--allocate-node-cidrs=false",
        "--profiling=false",
    ];
}

function schedulerArgs({ components }: ClusterFiles): string[] {
    return [...clientArgs(join(components, "kube-scheduler.yaml")), "--profiling=false"];
}

function clientArgs(kubeconfig: string): string[] {
    return [
        `--kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
        "--bind-address=127.0.0.1",
        "--leader-elect=false",
    ];
}
