import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { FormerSplit } from "./formerSplit";
import type { Split } from "./generations";
import { routeSpec, splitSpec, type Backend } from "./splitSpecs";

/** A Service whose requests are shared, and how. */
export interface RequestSplit {
    readonly kind: Split;
    /** Made by the program or not; where it is an output, the split is gone before it. */
    readonly namespace: pulumi.Input<string>;
    readonly service: string;
    readonly backends: readonly Backend[];
    /** HTTPRoutes: each is for one port. */
    readonly routes: readonly RouteName[];
    readonly clusterDomain: string;
    /** Kubeconfig of the cluster with rights to change ServiceProfiles, secret. */
    readonly kubeconfig: pulumi.Output<string>;
}

/** How the HTTPRoute of one port is called. */
export interface RouteName {
    readonly name: string;
    /** The end of the resource's name. */
    readonly resource: string;
    readonly port: number;
}

/**
 * Shares the requests to a Service: a TrafficSplit called like it, which the adaptor of linkerd-smi
 * makes a ServiceProfile of, or HTTPRoutes, which proxies read themselves.
 *
 * The profile stays when the TrafficSplit goes, emptied by the adaptor: routes of the operator's own
 * may be in it. An adaptor that goes first leaves the weights in force.
 */
export function requestSplit(
    name: string,
    args: RequestSplit,
    opts: pulumi.CustomResourceOptions,
): void {
    const { namespace, service, backends } = args;
    if (args.kind === "TrafficSplit") {
        new k8s.apiextensions.CustomResource(
            `${name}-split`,
            {
                apiVersion: "split.smi-spec.io/v1alpha1",
                kind: "TrafficSplit",
                metadata: { namespace, name: service },
                spec: splitSpec(service, backends),
            },
            opts,
        );
        return;
    }
    const routes = args.routes.map(
        ({ resource, name: route, port }) =>
            new k8s.apiextensions.CustomResource(
                `${name}-${resource}`,
                {
                    // Linkerd's own kind: linkerd-crds brings it, whoever owns the Gateway API's.
                    apiVersion: "policy.linkerd.io/v1beta3",
                    kind: "HTTPRoute",
                    metadata: { namespace, name: route },
                    spec: routeSpec(service, port, backends),
                },
                opts,
            ),
    );
    const { kubeconfig, clusterDomain } = args;
    new FormerSplit(
        `${name}-former-split`,
        { kubeconfig, clusterDomain, namespace, service },
        // Its provider is another one than that of the routes.
        { parent: opts.parent, dependsOn: routes },
    );
}
