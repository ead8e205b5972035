import type { RoutedNode } from "../../../components/nodes/connection";
import { configSet } from "../../remedies/configSet";
import type { NodeFinding } from "./groups";
import { forgetHostKey, onBastion, onNode, takeHostKey } from "./remedies";
import type { RuledCluster } from "./sources";

interface Host {
    readonly cluster: RuledCluster;
    readonly node: RoutedNode;
    /** Whether the bastion failed, not the node. */
    readonly isBastion: boolean;
}

/** What repairs a node that cannot be looked at, by the words of the failure; the last is for all others. */
const REMEDIES: readonly {
    readonly failure: RegExp;
    readonly remedy: (host: Host) => string;
}[] = [
    {
        failure: /refuses the private key|private key cannot be used/,
        remedy: ({ cluster: { index } }) =>
            configSet(index, "nodes.privateKeyPath", "PATH_OF_THE_KEY_THAT_WORKS"),
    },
    { failure: / host key /, remedy: newHostKey },
    {
        failure: /forwards no connections/,
        remedy: ({ cluster: { ssh } }) =>
            onBastion(
                ssh,
                "echo AllowTcpForwarding yes | sudo tee /etc/ssh/sshd_config.d/00-forwarding.conf && sudo systemctl reload ssh",
            ),
    },
    {
        failure: /^sudo asks/,
        remedy: ({ cluster: { ssh }, node }) =>
            onNode(
                ssh,
                node.address,
                `echo "${ssh.user} ALL=(ALL) NOPASSWD:ALL" | sudo tee /etc/sudoers.d/90-${ssh.user}`,
            ).replace(/^ssh/, "ssh -t"),
    },
    {
        failure: /^iptables is not installed/,
        remedy: ({ cluster: { ssh }, node }) =>
            onNode(ssh, node.address, "sudo apt-get install --yes iptables"),
    },
    {
        failure: /no answer|refused|no way to|no route|connection timed out/,
        remedy: ({ cluster, node, isBastion }) => {
            if (isBastion) return `${onBastion(cluster.ssh, "uptime")}  # as soon as this works`;
            const position = cluster.nodes.hosts.indexOf(node);
            return [
                "# nothing, once the node answers again; for one that is gone:",
                configSet(cluster.index, `nodes.hosts[${position}].unreachable`, "skip"),
            ].join("\n");
        },
    },
    {
        failure: /(?:)/,
        remedy: ({ cluster: { ssh }, node }) =>
            onNode(ssh, node.address, "sudo -n iptables -w 10 -t nat -S PREROUTING"),
    },
];

/** Nodes that cannot be logged in to or asked. Pure. */
export function loginFindings(cluster: RuledCluster, pre: boolean): NodeFinding[] {
    return cluster.nodes.hosts.flatMap((node) => {
        const look = cluster.view.nodes.get(node.name);
        if (look === undefined || "seen" in look) return [];
        const what = look.failure;
        const isBastion = what.startsWith("the bastion ");
        const known = REMEDIES.find(({ failure }) => failure.test(what));
        return [
            {
                severity: "error" as const,
                node: node.name,
                what,
                why: pre
                    ? "`pulumi up` writes rules on every node over SSH, and fails at one that it cannot."
                    : "Nobody sees whether its rules are there, and `pulumi up` fails when it has to write them.",
                remedy: known?.remedy({ cluster, node, isBastion }) ?? "",
            },
        ];
    });
}

/** Takes the host's new key, which nobody but the operator can tell from somebody else's. */
function newHostKey({ cluster: { ssh }, node, isBastion }: Host): string {
    return [
        "# where the console of the host shows the same key: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
        forgetHostKey(ssh, isBastion, node.address),
        takeHostKey(ssh, isBastion, node.address),
    ].join("\n");
}
