import { operatorError } from "../operatorError";

/** The part of a Service's `status` that says where a load balancer made it reachable. */
export interface LoadBalancerStatus {
    readonly loadBalancer?: {
        readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
}

/**
 * Addresses of a gateway as a Link takes them: IPs or host names, joined by commas, as
 * `linkerd multicluster link` writes them.
 *
 * Fails when the Service has no address: Helm waits for one, so somebody removed it since.
 */
export function loadBalancerAddress(
    cluster: string,
    status: LoadBalancerStatus | undefined,
): string {
    const ingress = status?.loadBalancer?.ingress ?? [];
    const addresses = ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
    if (addresses.length === 0) {
        throw operatorError(
            `${cluster}: Service linkerd-multicluster/linkerd-gateway has no load balancer address. ` +
                "Check MetalLB's IPAddressPool, or pin an address with clusters[].gateway.ip.",
        );
    }
    return addresses.join(",");
}
