import type { NodePort } from "../../../components/openstack/nodePorts";
import type { OpenStackConfig } from "../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import type { CloudPort, CloudView } from "../../../stacks/survey/cloudView";
import type { MeshView } from "../../view/meshView";

/** A cluster in OpenStack whose cloud answered. */
export interface CloudCluster {
    readonly name: string;
    /** Position in `clusters`. */
    readonly index: number;
    readonly config: PlainClusterConfig;
    readonly openstack: OpenStackConfig<string>;
    readonly cloud: CloudView;
    /** What the stack made; absent before the first `up`. */
    readonly made?: { readonly gatewayAddress: string; readonly floatingAddress?: string };
    /** Ports of the nodes that are not skipped, those of Neutron that filter nothing left out. */
    readonly filteredPorts: readonly NodePort[];
}

/** A node's port as Neutron has it. */
export interface SeenPort extends NodePort {
    readonly port: CloudPort;
}

/** The clusters in OpenStack whose clouds answered, in the order of the configuration. */
export function cloudClusters(view: MeshView): readonly CloudCluster[] {
    return view.clusters.flatMap(({ config, cloud }, index) => {
        const { name, openstack } = config;
        if (openstack === undefined || cloud === undefined || "failure" in cloud) return [];
        const made = view.outputs?.clusters[name];
        return [
            {
                name,
                index,
                config,
                openstack,
                cloud: cloud.seen,
                ...(made === undefined ? {} : { made }),
                filteredPorts: seenPorts(config, cloud.seen).filter(
                    ({ port }) => port.portSecurityEnabled,
                ),
            },
        ];
    });
}

/** Ports of the nodes that are not skipped. */
export function seenPorts(config: PlainClusterConfig, cloud: CloudView): readonly SeenPort[] {
    return (config.nodes?.hosts ?? []).flatMap(({ name: node, address, skipped }) => {
        const port = cloud.nodePorts.get(node);
        if (port === undefined || skipped) return [];
        const { id: portId, addressPairs } = port;
        return [{ node, address, portId, addressPairs, skipped, port }];
    });
}
