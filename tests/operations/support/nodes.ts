import { V1Node, V1ObjectMeta } from "@kubernetes/client-node";
import { LOADER } from "../../../components/nodes/loader";
import { SYSTEMD_UNIT } from "../../../components/nodes/systemdUnit";
import type { NodeView } from "../../../operations/view/nodeView";
import type { NodesConfig } from "../../../stacks/configuration/types/meshConfig";
import { HOST_KEYS } from "../../support/hostKeys";
import { make } from "./kubernetesObjects";

/** Rules that a node has anyway, as kube-proxy makes them. */
const OTHERS = [
    "-P PREROUTING ACCEPT",
    "-P INPUT ACCEPT",
    "-N KUBE-SERVICES",
    "-N KUBE-SEP-1",
    "-N LINKERD-MULTICLUSTER",
];
/** Enters the chain of the program, and then that of kube-proxy. */
export const JUMPS = [
    "-A PREROUTING -j LINKERD-MULTICLUSTER",
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
];
const KUBE_PROXY = [
    '-A KUBE-SERVICES -d 10.233.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SEP-1',
    "-A KUBE-SEP-1 -p tcp -m tcp -j DNAT --to-destination 10.10.0.11:6443",
];

/** Address of `cluster1-master` or `cluster1-worker`. */
export function nodeAddress(node: string): string {
    const [cluster = "", role] = node.split("-");
    return `10.${cluster.replace(/\D/g, "")}0.0.${role === "master" ? 11 : 12}`;
}

/** A master, which is the bastion too, and a worker. */
export function nodesConfig(cluster: string): NodesConfig<string> {
    const hostKey = HOST_KEYS.ed25519;
    return {
        hosts: [`${cluster}-master`, `${cluster}-worker`].map((name) => ({
            name,
            address: nodeAddress(name),
            skipped: false,
            hostKey,
        })),
        revision: 3,
        ssh: {
            user: "ubuntu",
            port: 22,
            privateKey: "a private key",
            dialErrorLimit: 10,
            perDialTimeoutSeconds: 15,
            bastion: {
                host: `203.0.113.${cluster.replace(/\D/g, "")}1`,
                port: 22,
                user: "ubuntu",
                hostKey,
            },
        },
    };
}

/** The same nodes as Kubernetes has them. */
export function kubernetesNodes(cluster: string): V1Node[] {
    return nodesConfig(cluster).hosts.map(({ name, address }) => kubernetesNode(name, address));
}

/** One node as Kubernetes has it. */
export function kubernetesNode(name: string, address: string): V1Node {
    return make(V1Node, {
        metadata: make(V1ObjectMeta, { name }),
        status: {
            addresses: [
                { type: "Hostname", address: name },
                { type: "InternalIP", address },
            ],
        },
    });
}

/** The nat table as `iptables -S` prints it, with these rules in it. */
export function natTable(rules: readonly string[], jumps: readonly string[] = JUMPS): string {
    return `${[...OTHERS, ...jumps, ...KUBE_PROXY, ...rules].join("\n")}\n`;
}

/** Rules out of a file for iptables-restore, as iptables prints them once they are loaded. */
export function loaded(rulesFile: string): string[] {
    return rulesFile
        .split("\n")
        .filter((line) => line.startsWith("-A "))
        .map((line) => line.replace("-p tcp --dport", "-p tcp -m tcp --dport"));
}

/** A node that has these rules, in the format of iptables-restore. */
export function healthyNode(rulesFile: string): NodeView {
    return {
        natRules: natTable(loaded(rulesFile)),
        interfaces: ["ens3", "lo"],
        rulesFile,
        loaderFile: LOADER,
        unitFile: SYSTEMD_UNIT,
        unitEnabled: true,
        systemd: true,
    };
}
