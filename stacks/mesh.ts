import * as pulumi from "@pulumi/pulumi";
import { mirroredCluster } from "../components/linkerd/mirroredCluster";
import { linkName } from "../components/linkerd/names";
import { sha256 } from "../components/linkerd/remoteKubeconfig";
import { securityGroupRules } from "../components/openstack/securityGroupRules";
import { endOf, pemBundle } from "../components/pki/pem";
import { TrustAnchor } from "../components/pki/trustAnchor";
import { CutOffCheck } from "../components/removal/cutOffCheck";
import { Cluster } from "./cluster";
import type { MeshConfig, Routing } from "./configuration/types/meshConfig";
import { filteredCluster } from "./survey/ingress";
import { required, meshLinks } from "./meshLinks";
import { readersOf } from "./peerCredentials";
import { forPeers, peerLinks } from "./peerLinks";
import { NO_PEERS, outwardLinks, type Peers } from "./peerStacks";
import type { DeployedCluster } from "./nodeRoutes";
import type { Surveyed } from "./survey/survey";

/** What the stack shows of one cluster. */
export interface ClusterOutputs {
    /** Address of its gateway in its own network; in the Links of routing `dnat` and `none`. */
    readonly gatewayAddress: pulumi.Output<string>;
    /** Floating IP of its gateway; absent where its own address is public. */
    readonly floatingAddress?: pulumi.Output<string>;
    /** End of validity of its issuer, RFC 3339; absent where something else keeps it. */
    readonly issuerExpiry?: pulumi.Output<string>;
    /** End of validity of its webhook certificates, RFC 3339. */
    readonly webhookExpiry: pulumi.Output<string>;
}

/**
 * Two or more clusters as one Linkerd mesh, with a link for every configured direction.
 *
 * A Link is a child of the mesh, never of a cluster, and waits for single resources of both
 * clusters: whoever depends on a component waits for all its children, and two clusters would
 * wait for each other. The same holds for the rules on its source's nodes.
 */
export class Mesh extends pulumi.ComponentResource {
    public readonly clusters: Readonly<Record<string, ClusterOutputs>>;
    /** The bundle that every cluster trusts, PEM. */
    public readonly trustAnchor: pulumi.Output<string>;
    /** The anchors that the program made, PEM, by their generation; the next survey knows them by it. */
    public readonly trustAnchors: Readonly<Record<string, pulumi.Output<string>>>;
    /** The earliest end of validity among the anchors, RFC 3339. */
    public readonly trustAnchorExpiry: pulumi.Output<string>;
    public readonly links: readonly {
        name: string;
        source: string;
        target: string;
        routing: Routing;
    }[];
    /** What other stacks of the mesh read, secret; absent where there are none. */
    public readonly forPeers: pulumi.Output<unknown> | undefined;

    constructor(
        name: string,
        config: MeshConfig,
        { placements, services }: Surveyed,
        peers: Peers = NO_PEERS,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("linkerd-multicluster:stacks:Mesh", name, {}, opts);

        const { trustAnchorGenerations, trustAnchorHours, signingTrustAnchor, trustAnchors } =
            config.certificates;
        const generations = trustAnchors === undefined ? trustAnchorGenerations : [];
        const anchors = new Map(
            generations.map((generation) => [
                generation,
                new TrustAnchor(
                    `trust-anchor-g${generation}`,
                    { validityHours: trustAnchorHours },
                    { parent: this },
                ),
            ]),
        );
        const made = [...anchors.values()];
        const own = trustAnchors ?? made.map(({ certPem }) => certPem);
        this.trustAnchors = Object.fromEntries(
            [...anchors].map(([generation, { certPem }]) => [generation, certPem]),
        );
        this.trustAnchor = pulumi.all<string>([...own, ...peers.trustAnchors]).apply(pemBundle);
        this.trustAnchorExpiry = pulumi
            .all<string>(trustAnchors?.map(endOf) ?? made.map(({ expiry }) => expiry))
            .apply(earliest);
        const trustAnchorsHash = this.trustAnchor.apply(sha256);

        const filtered = config.clusters.map((cluster) =>
            filteredCluster(cluster, placements.get(cluster.name)),
        );
        const others = [...peers.clusters].map(([other, { apiServer, egressAddresses }]) => ({
            name: other,
            apiServer,
            egressAddresses,
            filtered: false,
        }));
        const ingress = securityGroupRules(
            [...filtered, ...others],
            [...config.links, ...config.peerLinks],
        );
        const outward = outwardLinks(config, peers);
        const clusters = new Map(
            config.clusters.map((cluster): [string, DeployedCluster] => [
                cluster.name,
                {
                    config: cluster,
                    resource: new Cluster(
                        cluster.name,
                        {
                            cluster,
                            mesh: config,
                            trustAnchor:
                                trustAnchors === undefined
                                    ? required(anchors, signingTrustAnchor)
                                    : undefined,
                            trustAnchors: this.trustAnchor,
                            trustAnchorsHash,
                            peers: readersOf(cluster.name, config, peers),
                            mirrored: [...config.links, ...outward]
                                .filter((link) => link.source === cluster.name)
                                .map((link) => mirroredCluster(link, this)),
                            placement: placements.get(cluster.name),
                            services: required(services, cluster.name),
                            ingress: ingress.get(cluster.name)?.rules ?? [],
                        },
                        { parent: this },
                    ),
                },
            ]),
        );
        const toPeers = peerLinks({ mesh: config, peers, clusters, trustAnchorsHash }, this);
        const links = [
            ...meshLinks({ mesh: config, clusters, ingress, trustAnchorsHash }, this),
            ...toPeers.map(({ made }) => made),
        ];
        new CutOffCheck(
            "cut-off-check",
            {
                kubeconfigs: Object.fromEntries(
                    config.clusters.map(({ name, kubeconfig }) => [name, kubeconfig]),
                ),
                accepted: config.accepted.cutOff,
            },
            {
                parent: this,
                dependsOn: [...[...clusters.values()].map(({ resource }) => resource), ...links],
            },
        );
        const toOthers = outward.map(({ source, target }) => ({
            source,
            target,
            routing: "direct" as const,
        }));
        this.links = [...config.links, ...toOthers].map((link) => ({
            name: linkName(link),
            ...link,
        }));
        const egress = new Map(filtered.map((one) => [one.name, one.egressAddresses]));
        this.forPeers =
            config.peers.length === 0
                ? undefined
                : forPeers({ mesh: config, clusters, toPeers }, own, (one) =>
                      required(egress, one),
                  );

        this.clusters = Object.fromEntries(
            [...clusters].map(([cluster, { resource }]) => [
                cluster,
                {
                    gatewayAddress: resource.multicluster.gatewayAddress,
                    ...(resource.gatewayInOpenStack === undefined
                        ? {}
                        : { floatingAddress: resource.gatewayInOpenStack.floatingAddress }),
                    ...(resource.issuerExpiry === undefined
                        ? {}
                        : { issuerExpiry: resource.issuerExpiry }),
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
