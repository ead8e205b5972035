import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ExportedService } from "../components/linkerd/exportedService";
import { requestSplit } from "../components/linkerd/requestSplit";
import { routesOf } from "../components/linkerd/splitSpecs";
import type { ClusterConfig } from "./configuration/types/meshConfig";
import type { OwnServices } from "./survey/ownServices";

/** What is done with the operator's own Services of one cluster. */
export interface ClusterServicesArgs {
    readonly cluster: Pick<ClusterConfig, "name" | "kubeconfig" | "clusterDomain">;
    readonly services: OwnServices;
    /** What splits need: the kind HTTPRoute, or the SMI adaptor. There before, gone after. */
    readonly after: readonly pulumi.Resource[];
}

/**
 * Exports, splits and namespaces for mirrors. A `/` in their names: no cluster's name has one, so
 * nothing of another cluster is called the same.
 */
export function clusterServices(
    { cluster, services, after }: ClusterServicesArgs,
    { parent, provider }: Pick<pulumi.CustomResourceOptions, "parent" | "provider">,
): void {
    const opts = { parent, provider };
    const { name, kubeconfig, clusterDomain } = cluster;
    for (const namespace of services.namespaces) {
        new k8s.core.v1.NamespacePatch(
            `${name}/${namespace}`,
            // It owns nothing of the namespace. A plain Namespace would be refused where there is one.
            { metadata: { name: namespace } },
            // By then something else may be in it.
            { ...opts, retainOnDelete: true },
        );
    }
    for (const { namespace, service } of services.exports) {
        new ExportedService(
            `${name}/${namespace}/${service}`,
            { kubeconfig, namespace, service },
            { parent },
        );
    }
    for (const { ports, ...split } of services.splits) {
        const { namespace, service } = split;
        requestSplit(
            `${name}/${namespace}/${service}`,
            {
                ...split,
                routes: routesOf(service, ports).map((route) => ({
                    resource: `route-${route.port}`,
                    ...route,
                })),
                kubeconfig,
                clusterDomain,
            },
            { ...opts, dependsOn: [...after] },
        );
    }
}
