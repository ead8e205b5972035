import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ImageSource } from "./charts";
import { linkSpec, type LinkTarget } from "./linkSpec";
import type { Multicluster } from "./multicluster";
import {
    CONTROL_PLANE_NAMESPACE,
    CREDENTIALS_ANNOTATION,
    credentialsName,
    MULTICLUSTER_NAMESPACE,
} from "./names";
import { podAnnotation } from "./podAnnotation";
import type { RemoteAccess } from "./remoteAccess";
import { remoteKubeconfig, sha256 } from "./remoteKubeconfig";
import { ServiceMirror } from "./serviceMirror";
import type { LinkerdVersion } from "./versions";

/** Arguments of {@link Link}. */
export interface LinkArgs {
    /** The cluster that gets the mirrors; its provider comes through the options. */
    readonly source: {
        readonly multicluster: Multicluster;
        /** Kubeconfig of the source with rights to delete Services, secret. */
        readonly kubeconfig: pulumi.Output<string>;
    };
    /** The cluster whose exported Services are mirrored. */
    readonly target: LinkTarget & {
        /** URL of its API server as pods of the source reach it. */
        readonly apiServer: string;
        readonly access: Pick<RemoteAccess, "accountName" | "token" | "certificateAuthorityData">;
        /** Address at which the nodes of the source reach its gateway. */
        readonly gatewayAddress: pulumi.Input<string>;
        /** What has to be there before packets to that address arrive. @default nothing */
        readonly reachableAfter?: readonly pulumi.Resource[];
    };
    readonly images: ImageSource;
    readonly version: LinkerdVersion;
    readonly trustAnchorsHash: pulumi.Input<string>;
    readonly highAvailability: boolean;
}

/**
 * One directed link: Services that the target exports appear in the source.
 *
 * Replaces `linkerd multicluster link --cluster-name TARGET | kubectl apply -f -` of guide step
 * 3.4: the same ten objects, under the same names; from Linkerd 2.19 on three, since the chart makes
 * the others. Differs in credentials that are made from the target's token and CA, and in a
 * controller that restarts when they change.
 */
export class Link extends pulumi.ComponentResource {
    /** The Link object: packets go where it says from then on. */
    public readonly link: k8s.apiextensions.CustomResource;
    /** What the service mirror reads the target with. */
    public readonly credentials: k8s.core.v1.Secret;

    constructor(name: string, args: LinkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:linkerd:Link", name, {}, opts);

        const { source, target, version } = args;
        const { generation } = version;
        const kubeconfig = pulumi.secret(
            pulumi
                .all([target.access.certificateAuthorityData, target.access.token])
                .apply(([certificateAuthorityData, token]) =>
                    remoteKubeconfig({
                        name: target.name,
                        apiServer: target.apiServer,
                        certificateAuthorityData,
                        accountName: target.access.accountName,
                        token,
                    }),
                ),
        );
        const secret = {
            type: "mirror.linkerd.io/remote-kubeconfig",
            stringData: { kubeconfig },
        };
        this.credentials = new k8s.core.v1.Secret(
            `${name}-credentials`,
            {
                metadata: {
                    name: credentialsName(target.name),
                    namespace: MULTICLUSTER_NAMESPACE,
                },
                ...secret,
            },
            { parent: this, dependsOn: [source.multicluster.namespace] },
        );
        new k8s.core.v1.Secret(
            `${name}-destination-credentials`,
            {
                metadata: {
                    name: credentialsName(target.name),
                    namespace: CONTROL_PLANE_NAMESPACE,
                    labels: { "multicluster.linkerd.io/cluster-name": target.name },
                    annotations: {
                        "multicluster.linkerd.io/trust-domain": target.trustDomain,
                        "multicluster.linkerd.io/cluster-domain": target.clusterDomain,
                    },
                },
                ...secret,
            },
            {
                parent: this,
                // In the control plane's namespace, which this release has waited for.
                dependsOn: [source.multicluster.release],
                // linkerd-destination handles added and deleted Secrets and ignores updates.
                replaceOnChanges: ["data", "stringData", "metadata.annotations"],
                deleteBeforeReplace: true,
            },
        );
        this.link = new k8s.apiextensions.CustomResource(
            `${name}-link`,
            {
                apiVersion: "multicluster.linkerd.io/v1alpha1",
                kind: "Link",
                metadata: {
                    name: target.name,
                    namespace: MULTICLUSTER_NAMESPACE,
                    ...generation.linkMetadata(version.linkerd),
                },
                spec: { ...linkSpec(target), gatewayAddress: target.gatewayAddress },
            },
            // The chart brings the Link CRD. A probe that is sent before its way exists fails, and
            // Linkerd 2.14 calls the gateway dead after the first.
            {
                parent: this,
                dependsOn: [source.multicluster.release, ...(target.reachableAfter ?? [])],
            },
        );
        const after = [this.credentials, this.link];
        const credentialsHash = pulumi.unsecret(kubeconfig.apply(sha256));
        if (generation.controllersFrom === "program") {
            new ServiceMirror(
                `${name}-service-mirror`,
                {
                    ...args,
                    linkerdVersion: version.linkerd,
                    target: target.name,
                    multicluster: source.multicluster,
                    kubeconfig: source.kubeconfig,
                    after,
                    credentialsHash,
                },
                { parent: this },
            );
        } else {
            podAnnotation(
                `${name}-controller`,
                {
                    release: source.multicluster.release,
                    namespace: MULTICLUSTER_NAMESPACE,
                    deployment: generation.controllerName(target.name),
                    annotation: CREDENTIALS_ANNOTATION,
                    value: credentialsHash,
                },
                { parent: this, dependsOn: after },
            );
        }
        this.registerOutputs({});
    }
}
