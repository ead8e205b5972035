import * as pulumi from "@pulumi/pulumi";
import { Link } from "../components/linkerd/link";
import { sha256 } from "../components/linkerd/remoteKubeconfig";
import { pemBundle } from "../components/pki/pem";
import { TrustAnchor } from "../components/pki/trustAnchor";
import { Cluster } from "./cluster";
import type { MeshConfig } from "./config.schema";

/** What the stack shows of one cluster. */
export interface ClusterOutputs {
    /** Address of its gateway as the Links carry it. */
    readonly gatewayAddress: pulumi.Output<string>;
    /** End of validity of its issuer, RFC 3339. */
    readonly issuerExpiry: pulumi.Output<string>;
    /** End of validity of its webhook certificates, RFC 3339. */
    readonly webhookExpiry: pulumi.Output<string>;
}

/**
 * Two or more clusters as one Linkerd mesh, with a link for every configured direction.
 *
 * A Link is a child of the mesh, never of a cluster, and waits for single resources of both
 * clusters: whoever depends on a component waits for all its children, and two clusters would
 * wait for each other.
 */
export class Mesh extends pulumi.ComponentResource {
    public readonly clusters: Readonly<Record<string, ClusterOutputs>>;
    /** The bundle that every cluster trusts, PEM. */
    public readonly trustAnchor: pulumi.Output<string>;
    /** The earliest end of validity among the anchors, RFC 3339. */
    public readonly trustAnchorExpiry: pulumi.Output<string>;
    public readonly links: readonly { name: string; source: string; target: string }[];

    constructor(name: string, config: MeshConfig, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:stacks:Mesh", name, {}, opts);

        const { trustAnchorGenerations, trustAnchorHours, signingTrustAnchor } =
            config.certificates;
        const anchors = new Map(
            trustAnchorGenerations.map((generation) => [
                generation,
                new TrustAnchor(
                    `trust-anchor-g${generation}`,
                    { validityHours: trustAnchorHours },
                    { parent: this },
                ),
            ]),
        );
        this.trustAnchor = pulumi
            .all([...anchors.values()].map((anchor) => anchor.certPem))
            .apply(pemBundle);
        this.trustAnchorExpiry = pulumi
            .all([...anchors.values()].map((anchor) => anchor.expiry))
            .apply(earliest);
        const trustAnchorsHash = this.trustAnchor.apply(sha256);

        const clusters = new Map(
            config.clusters.map((cluster) => [
                cluster.name,
                {
                    config: cluster,
                    resource: new Cluster(
                        cluster.name,
                        {
                            cluster,
                            mesh: config,
                            trustAnchor: known(anchors, signingTrustAnchor),
                            trustAnchors: this.trustAnchor,
                            trustAnchorsHash,
                            peers: config.links
                                .filter((link) => link.target === cluster.name)
                                .map((link) => link.source),
                        },
                        { parent: this },
                    ),
                },
            ]),
        );

        this.links = config.links.map(({ source, target }) => {
            const from = known(clusters, source);
            const to = known(clusters, target);
            const link = `${source}-to-${target}`;
            new Link(
                link,
                {
                    source: {
                        multicluster: from.resource.multicluster,
                        kubeconfig: from.config.kubeconfig,
                    },
                    target: {
                        name: target,
                        clusterDomain: to.config.clusterDomain,
                        trustDomain: to.config.clusterDomain,
                        apiServer: to.config.apiServer,
                        access: known(to.resource.access, source),
                        gatewayAddress: to.resource.multicluster.gatewayAddress,
                    },
                    images: config.images,
                    linkerdVersion: config.charts.versions.linkerd,
                    trustAnchorsHash,
                    highAvailability: config.highAvailability,
                },
                { parent: this, providers: { kubernetes: from.resource.provider } },
            );
            return { name: link, source, target };
        });

        this.clusters = Object.fromEntries(
            [...clusters].map(([cluster, { resource }]) => [
                cluster,
                {
                    gatewayAddress: resource.multicluster.gatewayAddress,
                    issuerExpiry: resource.issuerExpiry,
                    webhookExpiry: resource.webhookExpiry,
                },
            ]),
        );
        this.registerOutputs({
            clusters: this.clusters,
            trustAnchor: this.trustAnchor,
            trustAnchorExpiry: this.trustAnchorExpiry,
            links: this.links,
        });
    }
}

function earliest(times: readonly string[]): string {
    return [...times].sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? "";
}

function known<K, V>(map: ReadonlyMap<K, V>, key: K): V {
    const value = map.get(key);
    if (value === undefined) {
        throw new Error(`mesh: no ${String(key)} in the checked configuration`);
    }
    return value;
}
