import { sh } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import type { Layer } from "../../findings/layer";
import { readNatRules } from "./natRules";
import { bypassedRules } from "./dataPlane";
import { bootFacts } from "./boot";
import { chainFacts } from "./chain";
import { foreignFacts } from "./foreign";
import { grouped, type NodeFinding } from "./groups";
import { leftoverRules } from "./leftover";
import { loginFindings } from "./logins";
import { memberFindings } from "./members";
import { writeAnew } from "./remedies";
import { ruledClusters, type RuledCluster } from "./sources";
import { unreachableClusters } from "../reachableClusters";

/** The rules of the program on every node: all there, in force, and back after a boot. */
export const nodeRules: Layer = {
    id: "node-rules",
    title: "Node rules",
    pre: true,
    examine: (view) => {
        const pre = view.pre || view.outputs === undefined;
        const clusters = ruledClusters(view);
        return {
            scope: scope(clusters, pre),
            findings: [
                ...memberFindings(view),
                ...bypassedRules(view),
                ...leftoverRules(view),
                ...clusters.flatMap((cluster) => clusterFindings(cluster, pre)),
            ],
            notChecked: [
                ...clusters.flatMap((cluster) => notChecked(cluster, pre)),
                ...silent(view),
            ],
        };
    },
};

function clusterFindings(cluster: RuledCluster, pre: boolean): Finding[] {
    const { config, rules } = cluster;
    const logins = loginFindings(cluster, pre);
    const [first] = logins;
    // One bastion for all: what is wrong with it is wrong with the cluster.
    const told =
        first?.code === "bastion-unusable" && logins.every(({ what }) => what === first.what)
            ? oneFinding(first.severity, first.code, config.name, first)
            : grouped(config.name, logins);
    const logged = [...passedOver(cluster), ...told];
    if (pre || "failure" in rules) return logged;
    return [...logged, ...grouped(config.name, nodeFindings(cluster, rules.seen))];
}

/** Bastions that are dead while another one stands in for them. */
function passedOver({ config, ssh, nodes: { silentBastions = [] } }: RuledCluster): Finding[] {
    return silentBastions.flatMap((host) =>
        oneFinding("warning", "bastion-silent", config.name, {
            what: `no SSH server answers at the bastion ${host}`,
            why: `${ssh.bastion?.host ?? ""} stands in for it. If that dies too, nobody writes rules on the nodes.`,
            remedy: [sh`# start sshd on ${host}, or write another host in its place`],
        }),
    );
}

function nodeFindings(cluster: RuledCluster, rules: string): NodeFinding[] {
    const { nodes, view, addresses, ssh } = cluster;
    return nodes.hosts.flatMap(({ name: node, address }) => {
        const look = view.nodes.get(node);
        if (look === undefined || "failure" in look) return [];
        const facts = [...chainFacts(look.seen, rules), ...bootFacts(look.seen, rules)];
        return [
            ...facts.map((fact) => ({ ...fact, node, remedy: writeAnew(cluster) })),
            ...foreignFacts(look.seen, addresses, ssh, address).map((fact) => ({ ...fact, node })),
        ];
    });
}

/** What cannot be looked at, but for the nodes that findings tell of. */
function notChecked({ config, nodes, rules }: RuledCluster, pre: boolean): string[] {
    return [
        ...nodes.hosts
            .filter(({ skipped }) => skipped)
            .map(({ name }) => `${config.name}/${name}: unreachable: skip`),
        ...("failure" in rules && !pre ? [`${config.name}: ${rules.failure}`] : []),
    ];
}

/** Clusters whose nodes cannot be compared with those of the configuration. */
function silent(view: MeshView): readonly string[] {
    const clusters = view.clusters.filter(({ config }) => config.nodes !== undefined);
    return unreachableClusters({ ...view, clusters });
}

function scope(clusters: readonly RuledCluster[], pre: boolean): string {
    if (clusters.length === 0) return "no nodes: no link has routing dnat";
    const seen = clusters.flatMap(({ view, rules }) =>
        [...view.nodes.values()].flatMap((look) =>
            "seen" in look ? [{ node: look.seen, rules }] : [],
        ),
    );
    if (pre) return `login, sudo and iptables of ${seen.length} nodes`;
    const rules = seen.map((one) =>
        "seen" in one.rules ? readNatRules(one.rules.seen).length : 0,
    );
    const without = seen.filter(({ node }) => !node.systemd).length;
    return [
        `${seen.length} nodes, ${rules.reduce((sum, count) => sum + count, 0)} rules`,
        ...(without === 0 ? [] : [`systemd does not run on ${without} of them`]),
    ].join("; ");
}
