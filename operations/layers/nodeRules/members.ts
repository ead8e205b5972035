import { isIPv4 } from "node:net";
import type { V1Node } from "@kubernetes/client-node";
import type { Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { configSet } from "../../remedies/configSet";
import { takeHostKey } from "./remedies";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";

/** Clusters whose configured nodes are compared with those that Kubernetes has. */
export function comparedClusters(view: MeshView): readonly ReachableCluster[] {
    return reachableClusters(view).filter(
        ({ config, kubernetes }) =>
            // Of a cluster that is lost as a whole, every node skipped, `pulumi up` asks nothing either.
            (config.nodes?.hosts ?? []).some(({ skipped }) => !skipped) &&
            // None where the user may not list them, which the API servers' layer tells.
            kubernetes.nodes.length > 0,
    );
}

/** Nodes that are new, gone, or have another address than the configuration says. Pure. */
export function memberFindings(view: MeshView): Finding[] {
    return comparedClusters(view).flatMap((cluster) => {
        const index = view.config.clusters.findIndex(({ name }) => name === cluster.name);
        const isNew = newNodes(cluster, index);
        return [...isNew, ...changedNodes(cluster, index, view.pre ? "error" : "warning")];
    });
}

function newNodes({ name, config, kubernetes }: ReachableCluster, index: number): Finding[] {
    const { hosts, ssh } = config.nodes ?? { hosts: [] };
    const configured = new Set(hosts.map((host) => host.name));
    return kubernetes.nodes
        .filter((node) => !configured.has(nameOf(node)))
        .map((node, offset): Finding => {
            const newName = nameOf(node);
            const address = internalIps(node).find(isIPv4) ?? "ADDRESS";
            const entry = `clusters[${index}].nodes.hosts[${hosts.length + offset}]`;
            return {
                severity: "error",
                where: `${name}/${newName}`,
                what: `Kubernetes has this node, ${address}, and the configuration does not`,
                why:
                    ssh === undefined
                        ? "Packets to the gateway cannot enter through its port, and `pulumi up` refuses to run."
                        : "It has no rules: its pods reach the gateway of no other cluster. `pulumi up` refuses to run.",
                remedy: [
                    ...(ssh === undefined ? [] : [takeHostKey(ssh, false, address)]),
                    `pulumi config set --path '${entry}.name' ${newName}`,
                    `pulumi config set --path '${entry}.address' ${address}`,
                    "pulumi up",
                ].join("\n"),
            };
        });
}

function changedNodes(
    { name, config, kubernetes }: ReachableCluster,
    index: number,
    severity: Finding["severity"],
): Finding[] {
    const why = "`pulumi up` refuses to run as long as the two differ.";
    return (config.nodes?.hosts ?? []).flatMap((host, position): Finding[] => {
        if (host.skipped) return [];
        const node = kubernetes.nodes.find((candidate) => nameOf(candidate) === host.name);
        const entry = `nodes.hosts[${position}]`;
        const where = `${name}/${host.name}`;
        if (node === undefined) {
            const what = `the configuration has this node, ${host.address}, and Kubernetes does not`;
            const remedy = configSet(index, `${entry}.unreachable`, "skip");
            return [{ severity, where, what, why, remedy }];
        }
        const addresses = internalIps(node);
        if (addresses.includes(host.address)) return [];
        const what = `its InternalIP is ${addresses.join(", ")}, and the configuration has ${host.address}`;
        const remedy = configSet(index, `${entry}.address`, addresses.find(isIPv4) ?? "ADDRESS");
        return [{ severity, where, what, why, remedy }];
    });
}

function nameOf({ metadata }: V1Node): string {
    return metadata?.name ?? "";
}

function internalIps({ status }: V1Node): string[] {
    return (status?.addresses ?? [])
        .filter(({ type }) => type === "InternalIP")
        .map(({ address }) => address);
}
