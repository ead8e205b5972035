import type { LinkConfig, OpenStackConfig } from "../../../stacks/configuration/types/meshConfig";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../../stacks/configuration/types/plainConfig";
import { openStackConfig } from "./cloud";
import { apiServer, gatewayAddress } from "./links";
import { nodesConfig } from "./nodes";
import { CHARTS_CONFIG, IMAGES, meshConfig } from "../../support/fixtures";

/** `cluster1` or another number, whose gateway has a public address of its own. */
export function plainCluster(
    name: string,
    changes: Partial<PlainClusterConfig> = {},
): PlainClusterConfig {
    return {
        name,
        kubeconfig: "kubeconfig",
        written: {},
        context: name,
        apiServer: apiServer(name),
        gateway: { ip: gatewayAddress(name), replicas: 1 },
        clusterDomain: "cluster.local",
        gatewayApiCrds: true,
        exports: [],
        ...changes,
    };
}

/** The same in an OpenStack project of its own, with a group of the operator's, a master and a worker. */
export function clusterInOpenStack(
    name: string,
    project: Partial<OpenStackConfig<string>> = {},
    changes: Partial<PlainClusterConfig> = {},
): PlainClusterConfig {
    return plainCluster(name, {
        openstack: { ...openStackConfig(name), ...project },
        nodes: nodesConfig(name),
        ...changes,
    });
}

/** A whole configuration of these. */
export function plainMesh(
    clusters: readonly PlainClusterConfig[],
    links: readonly LinkConfig[] = [],
): PlainMeshConfig {
    return { ...meshConfig([]), images: IMAGES, charts: CHARTS_CONFIG, clusters, links };
}
