import type { RoutedNode } from "../../../components/nodes/connection";
import { sh } from "../../../components/shell";
import { keyOf } from "../../../stacks/survey/surveyProblem";
import type { Code } from "../../findings/codes";
import { setKey } from "../../remedies/setKeys";
import { pulumi, type Remedy } from "../../remedies/remedy";
import type { NodeFailure } from "../../view/nodeView";
import type { NodeFinding } from "./groups";
import { forgetHostKey, onBastion, onNode, takeHostKey } from "./remedies";
import type { RuledCluster } from "./sources";

interface Host {
    readonly cluster: RuledCluster;
    readonly node: RoutedNode;
    /** Whether the bastion failed, not the node. */
    readonly isBastion: boolean;
}

/** The last file counts, and none with a dot in its name, which that of a user may have. */
const SUDOERS = "/etc/sudoers.d/99-linkerd-multicluster";

/** What a failure is called, and what repairs it. */
interface Advice {
    readonly code: Code;
    readonly remedy: (host: Host) => Remedy;
}

const UNREACHABLE: Advice = {
    code: "node-unreachable",
    remedy: ({ cluster, node, isBastion }) => {
        if (isBastion) return [sh`${onBastion(cluster.ssh, sh`uptime`)}  # as soon as this works`];
        const position = cluster.nodes.hosts.indexOf(node);
        return [
            sh`# nothing, once the node answers again; for one that is gone:`,
            setKey(keyOf(cluster, "nodes", "hosts", position, "unreachable"), "skip"),
            pulumi("up"),
        ];
    },
};

const UNREADABLE: Advice = {
    code: "node-unreadable",
    remedy: ({ cluster: { ssh }, node }) => [
        onNode(ssh, node.address, sh`sudo -n iptables -w 10 -t nat -S PREROUTING`),
    ],
};

const ADVICE: Readonly<Partial<Record<NonNullable<NodeFailure["kind"]>, Advice>>> = {
    refused: UNREACHABLE,
    unreachable: UNREACHABLE,
    key: {
        code: "node-key-refused",
        remedy: ({ cluster }) => [
            setKey(keyOf(cluster, "nodes", "privateKeyPath"), "PATH_OF_THE_KEY_THAT_WORKS"),
            pulumi("up"),
        ],
    },
    "host-key": { code: "node-host-key-differs", remedy: newHostKey },
    forwarding: {
        code: "bastion-unusable",
        remedy: ({ cluster: { ssh } }) => [
            onBastion(
                ssh,
                // The first value counts; the unit is called ssh by Debian and sshd by Red Hat.
                sh`sudo sed -i "1i AllowTcpForwarding yes" /etc/ssh/sshd_config && { sudo systemctl reload ssh || sudo systemctl reload sshd; }`,
            ),
        ],
    },
    sudo: {
        code: "sudo-password",
        remedy: ({ cluster: { ssh }, node }) => [
            onNode(
                ssh,
                node.address,
                sh`echo ${ssh.user} "ALL=(ALL) NOPASSWD:ALL" | sudo tee ${SUDOERS}`,
                "-t",
            ),
        ],
    },
    terminal: {
        code: "sudo-terminal",
        remedy: ({ cluster: { ssh }, node }) => [
            onNode(
                ssh,
                node.address,
                sh`echo Defaults:${ssh.user} !requiretty | sudo tee -a ${SUDOERS}`,
                "-t",
            ),
        ],
    },
    iptables: {
        code: "iptables-missing",
        remedy: ({ cluster: { ssh }, node }) => [
            onNode(
                ssh,
                node.address,
                sh`if command -v dnf; then sudo dnf install -y iptables; else sudo apt-get install --yes iptables; fi`,
            ),
        ],
    },
};

/** Nodes that cannot be logged in to or asked. Pure. */
export function loginFindings(cluster: RuledCluster, pre: boolean): NodeFinding[] {
    return cluster.nodes.hosts.flatMap((node): NodeFinding[] => {
        const look = cluster.view.nodes.get(node.name);
        if (look === undefined || "seen" in look) return [];
        const { failure: what, kind, isBastion = false } = look;
        const { code, remedy } = (kind && ADVICE[kind]) ?? UNREADABLE;
        return [
            {
                severity: "error",
                code: isBastion ? "bastion-unusable" : code,
                node: node.name,
                what,
                why: pre
                    ? "`pulumi up` writes rules on every node over SSH, and fails at one that it cannot."
                    : "Nobody sees whether its rules are there, and `pulumi up` fails when it has to write them.",
                remedy: remedy({ cluster, node, isBastion }),
            },
        ];
    });
}

/** Takes the host's new key, which nobody but the operator can tell from somebody else's. */
function newHostKey({ cluster: { ssh }, node, isBastion }: Host): Remedy {
    return [
        sh`# where the console of the host shows the same key: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`,
        forgetHostKey(ssh, isBastion, node.address),
        takeHostKey(ssh, isBastion, node.address),
    ];
}
