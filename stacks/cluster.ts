import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ControlPlane } from "../components/linkerd/controlPlane";
import type { MirroredCluster } from "../components/linkerd/mirroredCluster";
import { Multicluster } from "../components/linkerd/multicluster";
import { CONTROL_PLANE_NAMESPACE } from "../components/linkerd/names";
import { RemoteAccess } from "../components/linkerd/remoteAccess";
import { Smi } from "../components/linkerd/smi";
import type { GatewayAddress } from "../components/openstack/gatewayAddress";
import type { IngressRule } from "../components/openstack/securityGroupRules";
import type { TrustAnchor } from "../components/pki/trustAnchor";
import { WebhookCertificates } from "../components/pki/webhookCertificates";
import { Helloworld } from "../components/sample/helloworld";
import { exporterOf } from "../components/sample/names";
import { clusterIssuer } from "./clusterIssuer";
import { clusterServices } from "./clusterServices";
import type { ClusterConfig, MeshConfig } from "./configuration/types/meshConfig";
import { gatewayInOpenStack } from "./gatewayInOpenStack";
import type { AccessGenerations } from "./peerCredentials";
import type { OwnServices } from "./survey/ownServices";
import type { Placement } from "./survey/placement";

/** Arguments of {@link Cluster}. */
export interface ClusterArgs {
    readonly cluster: ClusterConfig;
    readonly mesh: MeshConfig;
    /** Anchor that signs this cluster's issuer; absent where the anchors are the site's own. */
    readonly trustAnchor: TrustAnchor | undefined;
    /** Bundle of every anchor of the mesh, PEM. */
    readonly trustAnchors: pulumi.Output<string>;
    /** SHA-256 of the bundle. */
    readonly trustAnchorsHash: pulumi.Output<string>;
    /** Clusters that have a link to this one, by name, and the generations of their tokens. */
    readonly peers: ReadonlyMap<string, AccessGenerations>;
    /** Clusters that this one has a link to. */
    readonly mirrored: readonly MirroredCluster[];
    /** Where it lies in OpenStack; absent where the load balancer's address is public already. */
    readonly placement?: Placement;
    /** What is exported and split of the operator's own. */
    readonly services: OwnServices;
    /** What the security group has to let in for the peers. */
    readonly ingress: readonly IngressRule[];
}

/**
 * Everything inside one cluster: issuer, control plane, gateway, SMI, an account for each peer, and
 * the sample.
 */
export class Cluster extends pulumi.ComponentResource {
    public readonly provider: k8s.Provider;
    public readonly multicluster: Multicluster;
    /** Absent where something else keeps the issuer. */
    public readonly issuerExpiry: pulumi.Output<string> | undefined;
    public readonly webhookExpiry: pulumi.Output<string>;
    /** The gateway's place in OpenStack; absent where its own address is public. */
    public readonly gatewayInOpenStack: GatewayAddress | undefined;
    /** Accounts with which peers read this cluster, by the peer's name. */
    public readonly access: ReadonlyMap<string, RemoteAccess>;

    constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:stacks:Cluster", name, {}, opts);

        const { cluster, mesh } = args;
        this.provider = new k8s.Provider(
            `${name}-kubernetes`,
            {
                kubeconfig: cluster.kubeconfig,
                context: cluster.context,
                // Without it a new server URL replaces the provider, and with it every object.
                clusterIdentifier: cluster.name,
                // Otherwise a changed Secret is deleted and made anew, and a pod that starts in
                // between finds none.
                enableSecretMutable: true,
                // The SDK would write the plugin's variable into the state, and the next preview
                // would show it: docs/openstack.md says when to set it.
                upsertExistingObjects: pulumi.output(undefined),
            },
            { parent: this },
        );
        const inCluster = { parent: this, providers: { kubernetes: this.provider } };
        const validityHours = mesh.certificates.trustAnchorHours;
        const timeoutSeconds = mesh.releaseTimeoutSeconds;
        const { repository, login, versions } = mesh.charts;
        const charts = {
            repository,
            ...(login === undefined ? {} : { login }),
            versions,
            timeoutSeconds,
        };

        const issuer = clusterIssuer(args, this);
        const webhooks = new WebhookCertificates(
            `${name}-webhooks`,
            {
                namespace: CONTROL_PLANE_NAMESPACE,
                validityHours,
                generation: mesh.certificates.signingTrustAnchor,
            },
            { parent: this },
        );
        const controlPlane = new ControlPlane(
            `${name}-linkerd`,
            {
                issuer,
                webhooks,
                charts,
                trustAnchors: args.trustAnchors,
                clusterDomain: cluster.clusterDomain,
                gatewayApiCrds: cluster.gatewayApiCrds,
                images: mesh.images,
                highAvailability: mesh.highAvailability,
                webhookFailurePolicy: mesh.webhookFailurePolicy,
                networkPolicies: mesh.networkPolicies,
                heartbeatSchedule: mesh.heartbeatSchedule,
                values: mesh.charts.values,
            },
            inCluster,
        );
        // A pinned address is reserved in Neutron before MetalLB announces it; one that is read
        // exists only afterwards.
        const { ip } = cluster.gateway;
        const place = { ...args, protectFloatingIp: mesh.protectFloatingIps };
        const reserved = ip === undefined ? undefined : gatewayInOpenStack(ip, place, this);
        this.multicluster = new Multicluster(
            `${name}-multicluster`,
            {
                controlPlane,
                after: reserved === undefined ? [] : [reserved.port],
                charts,
                images: mesh.images,
                trustAnchorsHash: args.trustAnchorsHash,
                trustDomain: cluster.clusterDomain,
                gateway: cluster.gateway,
                highAvailability: mesh.highAvailability,
                mirrored: args.mirrored,
                kubeconfig: cluster.kubeconfig,
                networkPolicies: mesh.networkPolicies,
                values: mesh.charts.values.multicluster,
            },
            inCluster,
        );
        this.gatewayInOpenStack =
            ip === undefined
                ? gatewayInOpenStack(this.multicluster.gatewayAddress, place, this)
                : reserved;
        this.access = new Map(
            [...args.peers].map(([peer, generations]) => [
                peer,
                new RemoteAccess(
                    `${name}-access-${peer}`,
                    {
                        peer,
                        ...generations,
                        multicluster: this.multicluster,
                        pullSecrets: mesh.images.pullSecrets,
                    },
                    inCluster,
                ),
            ]),
        );
        const smi =
            mesh.charts.smi === undefined
                ? []
                : [
                      new Smi(
                          `${name}-smi`,
                          {
                              controlPlane,
                              chart: { ...mesh.charts.smi, timeoutSeconds },
                              images: mesh.images,
                              clusterDomain: cluster.clusterDomain,
                              trustAnchorsHash: args.trustAnchorsHash,
                              values: mesh.charts.values.smi,
                          },
                          inCluster,
                      ).release,
                  ];
        if (mesh.sample !== undefined) {
            const exporter = exporterOf(mesh.clusters)?.name;
            new Helloworld(
                `${name}-sample`,
                {
                    ...mesh.sample,
                    splitWith: exporter === name ? undefined : exporter,
                    generation: mesh.charts.versions.generation,
                    proxyImages: mesh.images,
                    trustAnchorsHash: args.trustAnchorsHash,
                    networkPolicies: mesh.networkPolicies,
                    clusterDomain: cluster.clusterDomain,
                    kubeconfig: cluster.kubeconfig,
                    after: [controlPlane.release, ...smi],
                },
                inCluster,
            );
        }
        clusterServices(
            { cluster, services: args.services, after: [controlPlane.release, ...smi] },
            { parent: this, provider: this.provider },
        );
        this.issuerExpiry = issuer?.expiry;
        this.webhookExpiry = webhooks.expiry;
        this.registerOutputs({
            gatewayAddress: this.multicluster.gatewayAddress,
            ...(issuer === undefined ? {} : { issuerExpiry: issuer.expiry }),
            webhookExpiry: this.webhookExpiry,
        });
    }
}
