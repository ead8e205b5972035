/** The CRD `httproutes.gateway.networking.k8s.io` of a cluster, as far as it matters who owns it. */
export interface HttpRouteCrd {
    /** Whether it belongs to the program's release of linkerd-crds (`meta.helm.sh/release-name` and `-namespace`). */
    readonly ours: boolean;
    /** Whether Helm leaves it when the release no longer has it (`helm.sh/resource-policy: keep`): not with 2.14. */
    readonly kept: boolean;
}

/** What speaks against a value of `gatewayApiCrds`. */
export interface GatewayApiCrdsRefusal {
    readonly kind: "deleted" | "foreign";
    /** What is so and what Helm would do. */
    readonly what: string;
    /** What to write instead. */
    readonly write: boolean;
}

/**
 * What speaks against this value of `gatewayApiCrds`, or undefined.
 *
 * Helm deletes what a release no longer has, and with a CRD go all its objects: every route of the
 * cluster, whoever made it. What belongs to somebody else it refuses to take over.
 */
export function gatewayApiCrdsRefusal(
    crd: HttpRouteCrd | undefined,
    gatewayApiCrds: boolean,
): GatewayApiCrdsRefusal | undefined {
    if (crd === undefined) return undefined;
    if (crd.ours && !crd.kept && !gatewayApiCrds) {
        return {
            kind: "deleted",
            what: "the HTTPRoute CRD is part of the release linkerd/linkerd-crds, and Helm would delete it with every HTTPRoute of the cluster",
            write: true,
        };
    }
    if (!crd.ours && gatewayApiCrds) {
        return {
            kind: "foreign",
            what: "the HTTPRoute CRD is there already and not of the release linkerd/linkerd-crds, and Helm does not take it over",
            write: false,
        };
    }
    return undefined;
}
