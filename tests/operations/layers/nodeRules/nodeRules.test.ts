import assert from "node:assert/strict";
import type { Code } from "../../../../operations/findings/codes";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import { nodeRules } from "../../../../operations/layers/nodeRules/nodeRules";
import type { KubernetesView } from "../../../../operations/view/kubernetesView";
import type { ClusterView, MeshView } from "../../../../operations/view/meshView";
import type { NodeFailure, NodeView } from "../../../../operations/view/nodeView";
import type { NodesConfig } from "../../../../stacks/configuration/types/meshConfig";
import { examined } from "../../support/examined";
import { changed, natView } from "../../support/behindNat";
import { JUMPS, kubernetesNode, kubernetesNodes, loaded, natTable } from "../../support/nodes";

const NOWHERE =
    "Packets of this node's pods to the gateways of other clusters go to addresses that lead nowhere from here.";
const UNTIDY = "Packets find their way; something else than the program wrote here.";
const AFTER_BOOT =
    "After the next one packets of this node's pods to the gateways of other clusters go nowhere.";
const NOBODY_SEES =
    "Nobody sees whether its rules are there, and `pulumi up` fails when it has to write them.";
const REVISION = "pulumi config set --path 'clusters[0].nodes.revision' 4\npulumi up";
const GATEWAY = "-d 10.20.0.150/32 -p tcp --dport 4143 -j DNAT --to-destination 203.0.113.22";
const PROBE = "-d 10.20.0.150/32 -p tcp --dport 4191 -j DNAT --to-destination 203.0.113.22";

function node(view: MeshView, name: string): NodeView {
    const look = view.clusters.flatMap(({ nodes }) => nodes.get(name) ?? [])[0];
    if (look === undefined || "failure" in look) throw new Error(`no node ${name}`);
    return look.seen;
}

const HEALTHY = node(natView(), "cluster1-worker");
const RULES = loaded(HEALTHY.rulesFile ?? "");

/** The mesh with other nodes in cluster1. */
function withNodes(
    change: Partial<NodeView> | NodeFailure,
    names: readonly string[] = ["cluster1-worker"],
    view = natView(),
): MeshView {
    return changed(view, "cluster1", ({ nodes }) => ({
        nodes: new Map(
            [...nodes].map(([name, look]) => [
                name,
                !names.includes(name)
                    ? look
                    : "failure" in change
                      ? change
                      : { seen: { ...node(view, name), ...change } },
            ]),
        ),
    }));
}

function withConfig(change: (nodes: NodesConfig<string>) => NodesConfig<string>): MeshView {
    return changed(natView(), "cluster1", ({ config }) => ({
        config: { ...config, ...(config.nodes && { nodes: change(config.nodes) }) },
    }));
}

function withKubernetes(nodes: KubernetesView["nodes"]): MeshView {
    return changed(natView(), "cluster1", ({ kubernetes }): Partial<ClusterView> => {
        if ("failure" in kubernetes) throw new Error("cluster1 does not answer");
        return { kubernetes: { seen: { ...kubernetes.seen, nodes } } };
    });
}

function natRules(rules: readonly string[], jumps: readonly string[] = JUMPS) {
    return { natRules: natTable(rules, jumps) };
}

const WORKER = "cluster1/cluster1-worker";
const GUIDE = "-A PREROUTING -d 10.20.0.150/32 -j DNAT --to-destination 198.51.100.1";
const GUIDE_DOES = "-d 10.20.0.150/32 -j DNAT --to-destination 198.51.100.1";
const GUIDE_REMEDY = `ssh -J ubuntu@203.0.113.11 ubuntu@10.10.0.12 'sudo iptables -t nat ${GUIDE.replace("-A", "-D")}'`;

const CASES: readonly [string, MeshView, readonly ReportedFinding[]][] = [
    ["nodes that have everything", natView(), []],
    ["nodes of three clusters", natView(3), []],
    [
        "a node without the chain",
        withNodes({ natRules: "-P PREROUTING ACCEPT\n" }),
        [
            {
                severity: "error",
                where: WORKER,
                code: "chain-missing",
                what: "there is no chain LINKERD-MULTICLUSTER in the nat table, and no rule for a gateway",
                why: NOWHERE,
                remedy: REVISION,
            },
        ],
    ],
    [
        "two nodes whose chain is empty",
        withNodes(natRules([]), ["cluster1-master", "cluster1-worker"]),
        [
            {
                severity: "error",
                where: "cluster1: cluster1-master, cluster1-worker",
                code: "chain-rule-missing",
                what: `chain LINKERD-MULTICLUSTER has no rule ${GATEWAY}; no rule ${PROBE}`,
                why: NOWHERE,
                remedy: REVISION,
            },
        ],
    ],
    [
        "a rule for a floating IP of yesterday",
        withNodes(
            natRules([(RULES[0] ?? "").replace("203.0.113.22", "203.0.113.99"), ...RULES.slice(1)]),
        ),
        [
            {
                severity: "error",
                where: WORKER,
                code: "chain-rule-missing",
                what: `chain LINKERD-MULTICLUSTER has no rule ${GATEWAY}; a rule that is not the program's, ${GATEWAY.replace("203.0.113.22", "203.0.113.99")}`,
                why: NOWHERE,
                remedy: REVISION,
            },
        ],
    ],
    [
        "a rule twice",
        withNodes(natRules([...RULES, RULES[0] ?? ""])),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "chain-rule-foreign",
                what: `chain LINKERD-MULTICLUSTER has a rule that is not the program's, ${GATEWAY}`,
                why: UNTIDY,
                remedy: REVISION,
            },
        ],
    ],
    [
        "rules in another order",
        withNodes(natRules([...RULES].reverse())),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "chain-out-of-order",
                what: "chain LINKERD-MULTICLUSTER has its rules in another order",
                why: UNTIDY,
                remedy: REVISION,
            },
        ],
    ],
    ["a chain behind kube-proxy's", withNodes(natRules(RULES, [...JUMPS].reverse())), []],
    [
        "a chain that nothing enters",
        withNodes(natRules(RULES, JUMPS.slice(1))),
        [
            {
                severity: "error",
                where: WORKER,
                code: "chain-not-entered",
                what: "PREROUTING has no rule that enters chain LINKERD-MULTICLUSTER",
                why: NOWHERE,
                remedy: REVISION,
            },
        ],
    ],
    [
        "a chain that the node's own packets alone enter",
        withNodes(natRules([...RULES, "-A OUTPUT -j LINKERD-MULTICLUSTER"], JUMPS.slice(1))),
        [
            {
                severity: "error",
                where: WORKER,
                code: "chain-not-entered",
                what: "PREROUTING has no rule that enters chain LINKERD-MULTICLUSTER",
                why: NOWHERE,
                remedy: REVISION,
            },
        ],
    ],
    [
        "a chain that some packets enter",
        withNodes(natRules(RULES, ["-A PREROUTING -i eth0 -j LINKERD-MULTICLUSTER"])),
        [
            {
                severity: "error",
                where: WORKER,
                code: "chain-not-entered",
                what: "PREROUTING enters chain LINKERD-MULTICLUSTER on a condition alone: -i eth0 -j LINKERD-MULTICLUSTER",
                why: NOWHERE,
                remedy: REVISION,
            },
        ],
    ],
    [
        "a chain that packets enter twice",
        withNodes(natRules(RULES, [...JUMPS, JUMPS[0] ?? ""])),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "chain-entered-twice",
                what: "PREROUTING enters chain LINKERD-MULTICLUSTER 2 times",
                why: UNTIDY,
                remedy: REVISION,
            },
        ],
    ],
    [
        "the guide's rule before the program's",
        withNodes(natRules(RULES, [GUIDE, ...JUMPS])),
        [
            {
                severity: "error",
                where: WORKER,
                code: "dnat-rule-foreign",
                what: `PREROUTING has a DNAT rule of somebody else for the address of a gateway, before the program's: ${GUIDE_DOES}`,
                why: "It decides where packets to this gateway go, whatever the program's rules say.",
                remedy: GUIDE_REMEDY,
            },
        ],
    ],
    [
        "the guide's rule behind the program's",
        withNodes(natRules(RULES, [...JUMPS, GUIDE])),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "dnat-rule-foreign",
                what: `PREROUTING has a DNAT rule of somebody else for the address of a gateway, behind the program's: ${GUIDE_DOES}`,
                why: "It takes all that is not for the gateway's ports, and is there when the program's rules are gone.",
                remedy: GUIDE_REMEDY,
            },
        ],
    ],
    [
        "a rule whose comment a shell would run",
        withNodes(
            natRules(RULES, [
                ...JUMPS,
                String.raw`${GUIDE} -m comment --comment "say \"$(id)\" ;reboot"`,
            ]),
        ),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "dnat-rule-foreign",
                what: `PREROUTING has a DNAT rule of somebody else for the address of a gateway, behind the program's: ${GUIDE_DOES}`,
                why: "It takes all that is not for the gateway's ports, and is there when the program's rules are gone.",
                // Quoted for the shell of the node, and that for the shell of the operator.
                remedy: String.raw`${GUIDE_REMEDY.slice(0, -1)} -m comment --comment '\''say "$(id)" ;reboot'\'''`,
            },
        ],
    ],
    [
        "a rule for the range of the gateway, in a chain that is entered first",
        withNodes(
            natRules(
                [...RULES, "-A FIRST -d 10.20.0.0/16 -j DNAT --to-destination 198.51.100.1"],
                ["-A PREROUTING -j FIRST", ...JUMPS],
            ),
        ),
        [
            {
                severity: "error",
                where: WORKER,
                code: "dnat-rule-foreign",
                what: "FIRST has a DNAT rule of somebody else for the address of a gateway, before the program's: -d 10.20.0.0/16 -j DNAT --to-destination 198.51.100.1",
                why: "It decides where packets to this gateway go, whatever the program's rules say.",
                remedy: "ssh -J ubuntu@203.0.113.11 ubuntu@10.10.0.12 'sudo iptables -t nat -D FIRST -d 10.20.0.0/16 -j DNAT --to-destination 198.51.100.1'",
            },
        ],
    ],
    [
        "a rule for the gateway in a chain that no packet from outside enters",
        withNodes(natRules([...RULES, GUIDE.replace("PREROUTING", "OUTPUT")])),
        [],
    ],
    [
        "a unit that no boot starts",
        withNodes({ unitEnabled: false }),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "rules-lost-at-boot",
                what: "a boot does not bring back the program's rules: linkerd-multicluster-gateway-routes.service is not enabled",
                why: AFTER_BOOT,
                remedy: REVISION,
            },
        ],
    ],
    [
        "files that are gone or changed",
        withNodes({ rulesFile: undefined, unitFile: "[Unit]\n" }),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "rules-lost-at-boot",
                what:
                    "a boot does not bring back the program's rules: /etc/linkerd-multicluster/gateway-routes.rules is missing; " +
                    "/etc/systemd/system/linkerd-multicluster-gateway-routes.service is not as the program writes it",
                why: AFTER_BOOT,
                remedy: REVISION,
            },
        ],
    ],
    [
        "another loader",
        withNodes({ loaderFile: "#!/bin/sh\n" }),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "rules-lost-at-boot",
                what: "a boot does not bring back the program's rules: /etc/linkerd-multicluster/load-gateway-routes is not as the program writes it",
                why: AFTER_BOOT,
                remedy: REVISION,
            },
        ],
    ],
    ["a node without systemd that has all files", withNodes({ systemd: false }), []],
    [
        "a node that Kubernetes has alone",
        withKubernetes([
            ...kubernetesNodes("cluster1"),
            kubernetesNode("cluster1-new", "10.10.0.13"),
        ]),
        [
            {
                severity: "error",
                where: "cluster1/cluster1-new",
                code: "node-not-configured",
                what: "Kubernetes has this node, 10.10.0.13, and the configuration does not",
                why: "It has no rules: its pods reach the gateway of no other cluster. `pulumi up` refuses to run.",
                remedy: [
                    "ssh ubuntu@203.0.113.11 'ssh-keyscan -t ed25519 10.10.0.13' >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath",
                    "pulumi config set --path 'clusters[0].nodes.hosts[2].name' cluster1-new",
                    "pulumi config set --path 'clusters[0].nodes.hosts[2].address' 10.10.0.13",
                    "pulumi up",
                ].join("\n"),
            },
        ],
    ],
    [
        "a node that the configuration has alone",
        withKubernetes(kubernetesNodes("cluster1").slice(0, 1)),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "node-missing",
                what: "the configuration has this node, 10.10.0.12, and Kubernetes does not",
                why: "`pulumi up` refuses to run as long as the two differ.",
                remedy: "pulumi config set --path 'clusters[0].nodes.hosts[1].unreachable' skip\npulumi up",
            },
        ],
    ],
    [
        "a node with another address",
        withKubernetes([
            ...kubernetesNodes("cluster1").slice(0, 1),
            kubernetesNode("cluster1-worker", "10.10.0.99"),
        ]),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "node-address-differs",
                what: "its InternalIP is 10.10.0.99, and the configuration has 10.10.0.12",
                why: "`pulumi up` refuses to run as long as the two differ.",
                remedy: "pulumi config set --path 'clusters[0].nodes.hosts[1].address' 10.10.0.99\npulumi up",
            },
        ],
    ],
    ["nodes that may not be listed", withKubernetes([]), []],
    [
        "a node that the configuration has alone, before an update",
        { ...withKubernetes(kubernetesNodes("cluster1").slice(0, 1)), pre: true },
        [
            {
                severity: "error",
                where: WORKER,
                code: "node-missing",
                what: "the configuration has this node, 10.10.0.12, and Kubernetes does not",
                why: "`pulumi up` refuses to run as long as the two differ.",
                remedy: "pulumi config set --path 'clusters[0].nodes.hosts[1].unreachable' skip\npulumi up",
            },
        ],
    ],
    [
        "a chain that is entered twice, once on a condition",
        withNodes(natRules(RULES, ["-A PREROUTING -i eth0 -j LINKERD-MULTICLUSTER", ...JUMPS])),
        [
            {
                severity: "warning",
                where: WORKER,
                code: "chain-entered-twice",
                what: "PREROUTING enters chain LINKERD-MULTICLUSTER 2 times",
                why: UNTIDY,
                remedy: REVISION,
            },
        ],
    ],
    [
        "a bastion that another one stands in for",
        withConfig((nodes) => ({ ...nodes, silentBastions: ["203.0.113.9"] })),
        [
            {
                severity: "warning",
                where: "cluster1",
                code: "bastion-silent",
                what: "no SSH server answers at the bastion 203.0.113.9",
                why: "203.0.113.11 stands in for it. If that dies too, nobody writes rules on the nodes.",
                remedy: "# start sshd on 203.0.113.9, or write another host in its place",
            },
        ],
    ],
    [
        "a bastion that refuses the key, for the cluster as a whole",
        withNodes(
            {
                failure:
                    "the bastion 203.0.113.11:22 refuses the private key SHA256:abc for ubuntu: Permission denied (publickey)",
                kind: "key",
                isBastion: true,
            },
            ["cluster1-master", "cluster1-worker"],
        ),
        [
            {
                severity: "error",
                where: "cluster1",
                code: "bastion-unusable",
                what: "the bastion 203.0.113.11:22 refuses the private key SHA256:abc for ubuntu: Permission denied (publickey)",
                why: NOBODY_SEES,
                remedy: "pulumi config set --path 'clusters[0].nodes.privateKeyPath' PATH_OF_THE_KEY_THAT_WORKS\npulumi up",
            },
        ],
    ],
];

/** What is to be typed, by what a login fails of. */
const REMEDIES: readonly [NodeFailure, Code, remedy: string][] = [
    [
        { failure: "10.10.0.12:22 refuses the private key SHA256:abc for ubuntu", kind: "key" },
        "node-key-refused",
        "pulumi config set --path 'clusters[0].nodes.privateKeyPath' PATH_OF_THE_KEY_THAT_WORKS\npulumi up",
    ],
    [
        {
            failure:
                "10.10.0.12:22 shows the host key SHA256:abc, and the configuration has SHA256:def",
            kind: "host-key",
        },
        "node-host-key-differs",
        "# where the console of the host shows the same key: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\n" +
            "ssh-keygen -R 10.10.0.12  # -f FILE for that of nodes.knownHostsPath\n" +
            "ssh ubuntu@203.0.113.11 'ssh-keyscan -t ed25519 10.10.0.12' >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath",
    ],
    [
        {
            failure:
                "the bastion 203.0.113.11:22 shows the host key SHA256:abc, and the configuration has SHA256:def",
            kind: "host-key",
            isBastion: true,
        },
        "bastion-unusable",
        "# where the console of the host shows the same key: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\n" +
            "ssh-keygen -R 203.0.113.11  # -f FILE for that of nodes.knownHostsPath\n" +
            "ssh-keyscan -t ed25519 203.0.113.11 >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath",
    ],
    [
        {
            failure:
                "the bastion 203.0.113.11 forwards no connections: its sshd has AllowTcpForwarding no, or another PermitOpen",
            kind: "forwarding",
            isBastion: true,
        },
        "bastion-unusable",
        "ssh ubuntu@203.0.113.11 'sudo sed -i \"1i AllowTcpForwarding yes\" /etc/ssh/sshd_config && { sudo systemctl reload ssh || sudo systemctl reload sshd; }'",
    ],
    [
        { failure: "sudo asks ubuntu for a password", kind: "sudo" },
        "sudo-password",
        `ssh -t -J ubuntu@203.0.113.11 ubuntu@10.10.0.12 'echo ubuntu "ALL=(ALL) NOPASSWD:ALL" | sudo tee /etc/sudoers.d/99-linkerd-multicluster'`,
    ],
    [
        { failure: "sudo asks ubuntu for a terminal", kind: "terminal" },
        "sudo-terminal",
        "ssh -t -J ubuntu@203.0.113.11 ubuntu@10.10.0.12 'echo Defaults:ubuntu !requiretty | sudo tee -a /etc/sudoers.d/99-linkerd-multicluster'",
    ],
    [
        { failure: "iptables is not installed", kind: "iptables" },
        "iptables-missing",
        "ssh -J ubuntu@203.0.113.11 ubuntu@10.10.0.12 'if command -v dnf; then sudo dnf install -y iptables; else sudo apt-get install --yes iptables; fi'",
    ],
    [
        { failure: "10.10.0.12:22: no answer within 15 s", kind: "unreachable" },
        "node-unreachable",
        "# nothing, once the node answers again; for one that is gone:\npulumi config set --path 'clusters[0].nodes.hosts[1].unreachable' skip\npulumi up",
    ],
    [
        {
            failure: "the bastion 203.0.113.11:22: the connection is refused",
            kind: "refused",
            isBastion: true,
        },
        "bastion-unusable",
        "ssh ubuntu@203.0.113.11 'uptime'  # as soon as this works",
    ],
    [
        { failure: "iptables v1.8.9 (legacy): can't initialize iptables table" },
        "node-unreadable",
        "ssh -J ubuntu@203.0.113.11 ubuntu@10.10.0.12 'sudo -n iptables -w 10 -t nat -S PREROUTING'",
    ],
];

/** The mesh whose links from cluster1 need no rules on its nodes any more. */
function withoutRules(view = natView()): MeshView {
    const links = view.config.links.map((link) =>
        link.source === "cluster1" ? { ...link, routing: "direct" as const } : link,
    );
    return { ...view, config: { ...view.config, links } };
}

describe("the layer of node rules", () => {
    it("names rules that are left where no link needs them, by chain or by file alone", () => {
        const clean = {
            natRules: "-P PREROUTING ACCEPT\n",
            rulesFile: undefined,
            unitFile: undefined,
        };
        const both = ["cluster1-master", "cluster1-worker"];
        const findings = (change: Partial<NodeView>) =>
            examined(nodeRules, withoutRules(withNodes(change, both))).findings;
        const removal = (address: string) =>
            `ssh -J ubuntu@203.0.113.11 ubuntu@${address} 'sudo systemctl disable linkerd-multicluster-gateway-routes.service; sudo iptables -t nat -D PREROUTING -j LINKERD-MULTICLUSTER; sudo iptables -t nat -F LINKERD-MULTICLUSTER; sudo iptables -t nat -X LINKERD-MULTICLUSTER; sudo rm -f /etc/linkerd-multicluster/gateway-routes.rules /etc/linkerd-multicluster/load-gateway-routes /etc/systemd/system/linkerd-multicluster-gateway-routes.service'`;
        const expected = {
            severity: "warning",
            where: "cluster1: cluster1-master, cluster1-worker",
            code: "chain-leftover",
            what: "it has chain LINKERD-MULTICLUSTER or its files, and no link with routing dnat starts here",
            why: "Nobody follows them any more: the floating IPs that they lead to may be somebody else's by now.",
            remedy: `${removal("10.10.0.11")}\n${removal("10.10.0.12")}`,
        };
        assert.deepEqual(findings({}), [expected]);
        assert.deepEqual(findings({ ...clean, rulesFile: "*nat\n" }), [expected]);
        assert.deepEqual(findings(clean), []);
    });

    for (const [what, view, expected] of CASES) {
        it(`says ${expected.length === 0 ? "nothing of" : "what is wrong with"} ${what}`, () => {
            assert.deepEqual(examined(nodeRules, view).findings, expected);
        });
    }

    for (const [look, code, remedy] of REMEDIES) {
        it(`has a command for a node where ${look.failure}`, () => {
            assert.deepEqual(
                examined(nodeRules, withNodes(look)).findings.map((finding) => [
                    finding.code,
                    finding.what,
                    finding.remedy,
                ]),
                [[code, look.failure, remedy]],
            );
        });
    }

    it("logs in at other ports where the configuration has them", () => {
        const view = withConfig((nodes) => ({
            ...nodes,
            ...(nodes.ssh && {
                ssh: {
                    ...nodes.ssh,
                    port: 2222,
                    ...(nodes.ssh.bastion && { bastion: { ...nodes.ssh.bastion, port: 2200 } }),
                },
            }),
        }));
        const failures: readonly NodeFailure[] = [
            { failure: "iptables is not installed", kind: "iptables" },
            { failure: "10.10.0.12:2222 shows the host key A", kind: "host-key" },
        ];
        assert.deepEqual(
            failures.flatMap((look) =>
                examined(nodeRules, withNodes(look, ["cluster1-worker"], view)).findings.map(
                    ({ remedy }) => remedy.split("\n").slice(-2),
                ),
            ),
            [
                [
                    "ssh -J ubuntu@203.0.113.11:2200 -p 2222 ubuntu@10.10.0.12 'if command -v dnf; then sudo dnf install -y iptables; else sudo apt-get install --yes iptables; fi'",
                ],
                [
                    "ssh-keygen -R '[10.10.0.12]:2222'  # -f FILE for that of nodes.knownHostsPath",
                    "ssh -p 2200 ubuntu@203.0.113.11 'ssh-keyscan -p 2222 -t ed25519 10.10.0.12' >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath",
                ],
            ],
        );
    });

    it("says what it looked at, and counts nodes that no systemd restores", () => {
        assert.equal(examined(nodeRules, natView()).scope, "4 nodes, 8 rules");
        assert.equal(
            examined(nodeRules, withNodes({ systemd: false })).scope,
            "4 nodes, 8 rules; systemd does not run on 1 of them",
        );
    });

    it("looks at logins alone before an update, and at none of the rules", () => {
        const { scope, findings } = examined(nodeRules, {
            ...withNodes({ natRules: "", unitEnabled: false }),
            pre: true,
        });
        assert.deepEqual([scope, findings], ["login, sudo and iptables of 4 nodes", []]);
    });

    it("says before an update that it would fail", () => {
        const { findings } = examined(nodeRules, {
            ...withNodes({ failure: "sudo asks ubuntu for a password" }),
            pre: true,
        });
        assert.deepEqual(
            findings.map(({ why }) => why),
            ["`pulumi up` writes rules on every node over SSH, and fails at one that it cannot."],
        );
    });

    it("leaves out nodes that are skipped, and says so", () => {
        const view = withConfig((nodes) => ({
            ...nodes,
            hosts: nodes.hosts.map((host, index) => ({ ...host, skipped: index === 1 })),
        }));
        const seen = changed(view, "cluster1", ({ nodes }) => ({
            nodes: new Map([...nodes].slice(0, 1)),
        }));
        const { findings, notChecked } = examined(nodeRules, seen);
        assert.deepEqual(
            [findings, notChecked],
            [[], ["cluster1/cluster1-worker: unreachable: skip"]],
        );
    });

    it("does not ask Kubernetes for a node that is skipped, while others are not", () => {
        const view = changed(
            withKubernetes(kubernetesNodes("cluster1").slice(0, 1)),
            "cluster1",
            ({ config }) => ({
                config: {
                    ...config,
                    ...(config.nodes && {
                        nodes: {
                            ...config.nodes,
                            hosts: config.nodes.hosts.map((host, index) => ({
                                ...host,
                                skipped: index === 1,
                            })),
                        },
                    }),
                },
            }),
        );
        assert.deepEqual(examined(nodeRules, view).findings, []);
        const more = changed(view, "cluster1", ({ kubernetes }) => {
            if ("failure" in kubernetes) throw new Error("cluster1 does not answer");
            const nodes = [...kubernetes.seen.nodes, kubernetesNode("cluster1-new", "10.10.0.13")];
            return { kubernetes: { seen: { ...kubernetes.seen, nodes } } };
        });
        assert.deepEqual(
            examined(nodeRules, more).findings.map(({ where }) => where),
            ["cluster1/cluster1-new"],
        );
    });

    it("tells of rules in another order where some are in their places", () => {
        const three = natView(3);
        const rules = loaded(node(three, "cluster1-worker").rulesFile ?? "");
        const swapped = [...rules.slice(0, -2), ...rules.slice(-2).reverse()];
        const view = withNodes(natRules(swapped), ["cluster1-worker"], three);
        assert.deepEqual(
            examined(nodeRules, view).findings.map(({ what }) => what),
            ["chain LINKERD-MULTICLUSTER has its rules in another order"],
        );
    });

    it("tells of the bastion for the cluster only where all nodes say the same of it", () => {
        const bastion = "the bastion 203.0.113.11:22: the connection is refused";
        const view = withNodes(
            { failure: "10.10.0.12:22: no answer within 15 s" },
            ["cluster1-worker"],
            withNodes({ failure: bastion, kind: "refused", isBastion: true }, ["cluster1-master"]),
        );
        assert.deepEqual(
            examined(nodeRules, view).findings.map(({ where, what }) => [where, what]),
            [
                ["cluster1/cluster1-master", bastion],
                [WORKER, "10.10.0.12:22: no answer within 15 s"],
            ],
        );
    });

    it("asks nodes without a bastion for their keys from here", () => {
        const view = withConfig(({ ssh, ...nodes }) => {
            if (ssh === undefined) return nodes;
            const { bastion, ...direct } = ssh;
            assert.ok(bastion);
            return { ...nodes, ssh: direct };
        });
        const look: NodeFailure = {
            failure: "10.10.0.12:22 shows the host key A",
            kind: "host-key",
        };
        assert.deepEqual(
            examined(nodeRules, withNodes(look, ["cluster1-worker"], view)).findings.map(
                ({ remedy }) => remedy.split("\n").at(-1),
            ),
            [
                "ssh-keyscan -t ed25519 10.10.0.12 >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath",
            ],
        );
    });

    it("looks for rules of others to every gateway, not to all of them at once", () => {
        const view = withNodes(
            {
                natRules: natTable(loaded(node(natView(3), "cluster1-worker").rulesFile ?? ""), [
                    GUIDE,
                    ...JUMPS,
                ]),
            },
            ["cluster1-worker"],
            natView(3),
        );
        assert.deepEqual(
            examined(nodeRules, view).findings.map(({ where, severity }) => [where, severity]),
            [[WORKER, "error"]],
        );
    });

    it("has no rules to look for where no link has routing dnat", () => {
        const view = natView();
        const links = view.config.links.map((link) => ({ ...link, routing: "direct" as const }));
        const { scope, findings } = examined(nodeRules, {
            ...withNodes({ natRules: "" }),
            config: { ...view.config, links },
        });
        assert.deepEqual(
            [scope, findings.map(({ code }) => code)],
            ["no nodes: no link has routing dnat", ["chain-leftover", "chain-leftover"]],
        );
    });

    it("does not compare rules where the stack does not say where a gateway is", () => {
        const view = withNodes({ natRules: "" });
        const { gatewayAddress } = view.outputs?.clusters["cluster1"] ?? { gatewayAddress: "" };
        const { findings, notChecked } = examined(nodeRules, {
            ...view,
            outputs: {
                clusters: { cluster1: { gatewayAddress, floatingAddress: "203.0.113.12" } },
            },
        });
        assert.deepEqual(
            [findings, notChecked],
            [[], ["cluster1: no output of the stack says where the gateway of cluster2 is"]],
        );
    });

    it("does not compare nodes with those of an API server that does not answer", () => {
        const view = changed(
            withKubernetes([kubernetesNode("other", "10.1.1.1")]),
            "cluster1",
            () => ({
                kubernetes: { failure: "it does not answer" },
            }),
        );
        const { findings, notChecked } = examined(nodeRules, view);
        assert.deepEqual(
            [findings, notChecked],
            [[], ["cluster1: its API server does not answer"]],
        );
    });
});
