import type { Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { configSet } from "../../remedies/configSet";
import type { Layer } from "../../findings/layer";
import { cloudClusters, type CloudCluster } from "./clusters";
import { egressFindings, hijackFindings, unknownEgress } from "./egress";
import { gatewayFindings } from "./gateway";
import { openstackCommand } from "../../remedies/openstackCommand";
import { duplicateFindings, expectedRules, memberFindings, ruleFindings } from "./ingress";
import { pairFindings } from "./pairs";
import { roomFindings } from "./room";
import { siteFindings } from "./site";

/** Neutron lets the other clusters through to every gateway, or has room for what will. */
export const openstack: Layer = {
    id: "openstack",
    title: "OpenStack",
    pre: true,
    examine: (view) => {
        const pre = view.pre || view.outputs === undefined;
        const clusters = cloudClusters(view);
        const rules = expectedRules(view, clusters);
        const rulesOf = ({ name }: CloudCluster) => rules.get(name) ?? [];
        const later = pre
            ? [
                  ...roomFindings(clusters),
                  ...egressFindings(view, clusters),
                  ...clusters.flatMap((cluster) => duplicateFindings(cluster, rulesOf(cluster))),
              ]
            : clusters.flatMap((cluster) => [
                  ...gatewayFindings(cluster),
                  ...ruleFindings(cluster, rulesOf(cluster)),
              ]);
        return {
            scope: scope(view, clusters, rules, pre),
            findings: [
                ...view.clusters.flatMap((cluster, index) => silentCloud(cluster, index)),
                ...clusters.flatMap(siteFindings),
                ...hijackFindings(view, clusters),
                ...later,
                ...clusters
                    // The first `up` makes the members of a group of its own.
                    .filter(
                        ({ openstack: { securityGroup } }) => !pre || securityGroup !== undefined,
                    )
                    .flatMap(memberFindings),
                ...clusters.flatMap(pairFindings),
            ],
            notChecked: notChecked(view, clusters, pre),
        };
    },
};

function silentCloud({ config, cloud }: MeshView["clusters"][number], index: number): Finding[] {
    if (cloud === undefined || "seen" in cloud) return [];
    const { failure } = cloud;
    const noNetwork = failure.startsWith("the project has ");
    return [
        {
            severity: "error",
            where: config.name,
            what: noNetwork ? failure : `its cloud cannot be asked: ${failure}`,
            why: "`pulumi up` refuses to run. Whether Neutron lets the other clusters in is not known.",
            remedy: noNetwork
                ? `${openstackCommand(config, "network list")}\n${configSet(index, "openstack.network", "NAME_OR_ID")}`
                : openstackCommand(config, "token issue"),
        },
    ];
}

/** Sources whose addresses nobody knows: whether they are let in cannot be said. */
function notChecked(view: MeshView, clusters: readonly CloudCluster[], pre: boolean): string[] {
    const silent = view.clusters
        .filter(({ cloud }) => cloud !== undefined && "failure" in cloud)
        .map(({ config }) => `${config.name}: its cloud cannot be asked`);
    const unknown = pre ? [] : unknownEgress(view, clusters);
    return [
        ...silent,
        ...unknown.map(({ name }) => `${name}: the addresses that its packets leave with`),
    ];
}

function scope(
    { clusters: all }: MeshView,
    clusters: readonly CloudCluster[],
    rules: ReadonlyMap<string, readonly unknown[]>,
    pre: boolean,
): string {
    if (all.every(({ cloud }) => cloud === undefined)) return "no cluster lies in OpenStack";
    const ports = clusters.reduce((sum, { cloud }) => sum + cloud.nodePorts.size, 0);
    const sites = `${clusters.length} sites, ${ports} node ports`;
    if (!pre) {
        const count = clusters.reduce((sum, { name }) => sum + (rules.get(name)?.length ?? 0), 0);
        return `${sites}, ${count} rules`;
    }
    const hidden = clusters.some(
        ({ cloud }) => cloud.pool !== undefined && cloud.freePoolAddresses === undefined,
    );
    return hidden ? `${sites}; free addresses of pools only an administrator sees` : sites;
}
