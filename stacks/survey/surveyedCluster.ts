import type { NodePort } from "../../components/openstack/nodePorts";
import type { OpenStackConfig } from "../configuration/types/meshConfig";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import type { CloudFailure, CloudView } from "./cloudView";
import type { Look } from "./look";

/** A cluster in OpenStack whose cloud answered. */
export interface SurveyedCluster {
    readonly name: string;
    /** Position in `clusters`. */
    readonly index: number;
    readonly config: PlainClusterConfig;
    readonly openstack: OpenStackConfig<string>;
    readonly cloud: CloudView;
    /**
     * Ports of the nodes that Neutron filters, those of skipped nodes included. A port without port
     * security takes neither groups nor address pairs, and needs none.
     */
    readonly filteredPorts: readonly NodePort[];
}

/** The cluster, where it lies in OpenStack and its cloud answered. */
export function surveyedCluster(
    config: PlainClusterConfig,
    index: number,
    cloud: Look<CloudView, CloudFailure> | undefined,
): SurveyedCluster[] {
    const { name, openstack } = config;
    if (openstack === undefined || cloud === undefined || "failure" in cloud) return [];
    const filteredPorts = nodePorts(config, cloud.seen).filter(
        ({ node }) => cloud.seen.nodePorts.get(node)?.portSecurityEnabled === true,
    );
    return [{ name, index, config, openstack, cloud: cloud.seen, filteredPorts }];
}

function nodePorts({ nodes }: PlainClusterConfig, cloud: CloudView): NodePort[] {
    return (nodes?.hosts ?? []).flatMap(({ name: node, address, skipped }) => {
        const port = cloud.nodePorts.get(node);
        if (port === undefined) return [];
        const { id: portId, addressPairs } = port;
        return [{ node, address, portId, addressPairs, skipped }];
    });
}
