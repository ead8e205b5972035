import { gatewayRules, type PeerRoute } from "../../../components/nodes/iptables";
import type { NodeAccess } from "../../../components/nodes/connection";
import type { NodesConfig } from "../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import type { Look } from "../../../stacks/survey/look";
import type { ClusterView, MeshView } from "../../view/meshView";

/** A cluster whose nodes have rules, or are to get them. */
export interface RuledCluster {
    readonly config: PlainClusterConfig;
    /** Position in `clusters`. */
    readonly index: number;
    readonly view: ClusterView;
    readonly nodes: NodesConfig<string>;
    readonly ssh: NodeAccess<string>;
    /** What the program writes on each node, in the format of iptables-restore. */
    readonly rules: Look<string>;
    /** Private addresses of the gateways that the rules are for. */
    readonly addresses: readonly string[];
}

/** The clusters that a link with routing `dnat` starts from. */
export function ruledClusters(view: MeshView): readonly RuledCluster[] {
    return view.clusters.flatMap((cluster, index) => {
        const { config } = cluster;
        const { nodes } = config;
        const targets = view.config.links
            .filter(({ source, routing }) => source === config.name && routing === "dnat")
            .map(({ target }) => target);
        if (targets.length === 0 || nodes?.ssh === undefined) return [];
        const routes = targets.map((target) => routeTo(view, target));
        return [
            {
                config,
                index,
                view: cluster,
                nodes,
                ssh: nodes.ssh,
                rules: rulesFor(routes),
                addresses: routes.flatMap((route) =>
                    "seen" in route ? [route.seen.privateAddress] : [],
                ),
            },
        ];
    });
}

/** The way to the gateway of `peer`, from what the stack made. */
function routeTo({ outputs, config }: MeshView, peer: string): Look<PeerRoute> {
    const { gatewayAddress, floatingAddress } = outputs?.clusters[peer] ?? {};
    const pinned = config.clusters.find(({ name }) => name === peer)?.gateway.ip;
    const privateAddress = gatewayAddress ?? pinned;
    return privateAddress === undefined || floatingAddress === undefined
        ? { failure: `no output of the stack says where the gateway of ${peer} is` }
        : { seen: { peer, privateAddress, floatingAddress } };
}

function rulesFor(routes: readonly Look<PeerRoute>[]): Look<string> {
    const failed = routes.find((route) => "failure" in route);
    if (failed !== undefined) return failed;
    try {
        return {
            seen: gatewayRules(routes.flatMap((route) => ("seen" in route ? [route.seen] : []))),
        };
    } catch (error) {
        // Addresses that no rules can be made of; the program would say the same.
        return { failure: error instanceof Error ? error.message : String(error) };
    }
}
