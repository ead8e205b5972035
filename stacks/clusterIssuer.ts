import * as pulumi from "@pulumi/pulumi";
import { IdentityIssuer } from "../components/pki/identityIssuer";
import { endOf } from "../components/pki/pem";
import type { TrustAnchor } from "../components/pki/trustAnchor";
import type { ClusterConfig, MeshConfig } from "./configuration/types/meshConfig";

/** What an issuer is made of. */
export interface ClusterIssuerArgs {
    readonly cluster: ClusterConfig;
    readonly mesh: MeshConfig;
    /** Anchor that signs it; absent where the anchors are the site's own. */
    readonly trustAnchor: TrustAnchor | undefined;
}

/** What linkerd-identity issues with, and when it ends; nothing where something else keeps it. */
export function clusterIssuer(
    { cluster, mesh, trustAnchor }: ClusterIssuerArgs,
    parent: pulumi.Resource,
): Pick<IdentityIssuer, "certPem" | "keyPem" | "expiry"> | undefined {
    const { name, issuer, clusterDomain } = cluster;
    if (issuer === "external") return undefined;
    if (issuer !== undefined) {
        return {
            certPem: pulumi.output(issuer.certificate),
            keyPem: issuer.key,
            expiry: pulumi.output(endOf(issuer.certificate)),
        };
    }
    if (trustAnchor === undefined) {
        throw new Error(`${name}: no issuer in the checked configuration`);
    }
    const { issuerHours: validityHours, issuerGeneration: generation } = mesh.certificates;
    return new IdentityIssuer(
        `${name}-issuer`,
        { trustAnchor, clusterDomain, validityHours, generation },
        { parent },
    );
}
