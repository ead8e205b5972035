import type { z } from "zod";
import type { Issuers } from "./certificates/readIssuers";
import { openStackConfig } from "./clouds/readClusterCloud";
import type { Credentials } from "./credentials";
import type { ConfigKeys } from "./keys/configKeys";
import type { KubeconfigSource } from "./kubeconfig/readKubeconfigs";
import { nodesConfig } from "./ssh/nodeAccess";
import type { PlainClusterConfig, WrittenAccess } from "./types/plainConfig";

function writtenAccess(entry: z.output<typeof ConfigKeys>["clusters"][number]): WrittenAccess {
    const { kubeconfigPath, context, openstack } = entry;
    const { cloud, cloudsPath } = openstack ?? {};
    return {
        ...(kubeconfigPath === undefined ? {} : { kubeconfigPath }),
        ...(context === undefined ? {} : { context }),
        ...(cloud === undefined ? {} : { cloud }),
        ...(cloudsPath === undefined ? {} : { cloudsPath }),
    };
}

/** What was read besides the kubeconfigs. */
export type ReadCredentials = Omit<Credentials, "problems"> & {
    readonly issuers: Issuers["found"];
};

/** One cluster of the checked configuration, with what was read for it. */
export function toCluster(
    { index, kubeconfig, context, server }: KubeconfigSource,
    keys: z.output<typeof ConfigKeys>,
    { clouds, access, issuers }: ReadCredentials,
): PlainClusterConfig {
    const entry = keys.clusters[index];
    if (entry === undefined) throw new Error(`no clusters[${String(index)}]`);
    const { name, gateway, apiServer = server, openstack, nodes, egressAddresses } = entry;
    const [cloud, issuer] = [clouds.get(index), issuers.get(index)];
    return {
        name,
        kubeconfig,
        context,
        written: writtenAccess(entry),
        apiServer,
        gateway: {
            ...(gateway.ip === undefined ? {} : { ip: gateway.ip }),
            replicas: gateway.replicas ?? (keys.highAvailability ? 3 : 1),
        },
        ...(openstack === undefined || cloud === undefined
            ? {}
            : { openstack: openStackConfig(openstack, cloud) }),
        ...(nodes === undefined ? {} : { nodes: nodesConfig(nodes, access.get(index)) }),
        ...(egressAddresses === undefined ? {} : { egressAddresses }),
        ...(entry.accessGeneration === undefined
            ? {}
            : { accessGeneration: entry.accessGeneration }),
        clusterDomain: entry.clusterDomain,
        ...(issuer === undefined ? {} : { issuer }),
        gatewayApiCrds: entry.gatewayApiCrds,
        exports: entry.exports,
    };
}
