import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { IdentityIssuer } from "../pki/identityIssuer";
import type { WebhookCertificates } from "../pki/webhookCertificates";
import { WEBHOOKS } from "../pki/webhooks";
import { mergeValues, releaseArgs, type ChartSource, type ChartValues } from "./charts";
import { controlPlaneValues, type ControlPlaneSettings } from "./controlPlaneValues";
import { CONTROL_PLANE_NAMESPACE, ISSUER_SECRET } from "./names";
import { networkPolicies } from "./networkPolicies";
import { CONTROL_PLANE_INGRESS } from "./networkPolicyRules";
import { pullSecret } from "./pullSecret";

/** Arguments of {@link ControlPlane}. */
export interface ControlPlaneArgs extends Omit<ControlPlaneSettings, "webhookCa"> {
    /** Absent where something else keeps Secret `linkerd-identity-issuer`. */
    readonly issuer: Pick<IdentityIssuer, "certPem" | "keyPem"> | undefined;
    readonly webhooks: WebhookCertificates;
    readonly charts: ChartSource;
    /**
     * Whether linkerd-crds brings the Gateway API's HTTPRoute; false where the cluster has it.
     * @default true
     */
    readonly gatewayApiCrds?: boolean;
    /** Whether the namespace gets policies that let in what the control plane needs. */
    readonly networkPolicies: boolean;
    /** Values over ours, per chart. */
    readonly values: { readonly crds: ChartValues; readonly controlPlane: ChartValues };
}

/**
 * Linkerd's control plane in one cluster.
 *
 * Replaces guide steps 3.2 and 3.3 (`helm install linkerd-crds`, `helm install
 * linkerd-control-plane`). Differs in pinned versions, in an issuer and webhook certificates that
 * Helm never sees the keys of, and in the namespace, which carries what the CLI would set.
 *
 * Removing the CRDs removes every Link, ServiceProfile and policy of the cluster with them.
 */
export class ControlPlane extends pulumi.ComponentResource {
    /** Ready once the proxy injector answers; what is injected depends on it. */
    public readonly release: k8s.helm.v3.Release;
    public readonly namespace: k8s.core.v1.Namespace;

    constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:linkerd:ControlPlane", name, {}, opts);

        const namespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            {
                metadata: {
                    name: CONTROL_PLANE_NAMESPACE,
                    annotations: { "linkerd.io/inject": "disabled" },
                    labels: {
                        "linkerd.io/is-control-plane": "true",
                        "config.linkerd.io/admission-webhooks": "disabled",
                        "linkerd.io/control-plane-ns": CONTROL_PLANE_NAMESPACE,
                        "pod-security.kubernetes.io/enforce": "privileged",
                    },
                },
            },
            { parent: this },
        );
        const inNamespace = (secret: string, component: string) => ({
            name: secret,
            namespace: namespace.metadata.name,
            labels: {
                "linkerd.io/control-plane-component": component,
                "linkerd.io/control-plane-ns": CONTROL_PLANE_NAMESPACE,
            },
        });

        const { issuer } = args;
        const issuers =
            issuer === undefined
                ? []
                : [
                      new k8s.core.v1.Secret(
                          `${name}-issuer`,
                          {
                              metadata: inNamespace(ISSUER_SECRET, "identity"),
                              type: "kubernetes.io/tls",
                              stringData: {
                                  "tls.crt": issuer.certPem,
                                  "tls.key": issuer.keyPem,
                                  // linkerd-identity ignores it; `linkerd check` reads the anchors here.
                                  "ca.crt": args.trustAnchors,
                              },
                          },
                          { parent: this },
                      ),
                  ];
        const webhookSecrets = WEBHOOKS.map((webhook) => {
            const certificate = args.webhooks.certificates[webhook];
            return new k8s.core.v1.Secret(
                `${name}-${webhook}`,
                {
                    metadata: inNamespace(
                        `${webhook}-k8s-tls`,
                        webhook === "linkerd-proxy-injector" ? "proxy-injector" : "destination",
                    ),
                    type: "kubernetes.io/tls",
                    stringData: { "tls.crt": certificate.certPem, "tls.key": certificate.keyPem },
                },
                { parent: this },
            );
        });

        const { charts } = args;
        const crds = new k8s.helm.v3.Release(
            `${name}-crds`,
            {
                ...releaseArgs(charts, "linkerd-crds", charts.versions.crds),
                namespace: namespace.metadata.name,
                values: mergeValues(
                    { enableHttpRoutes: args.gatewayApiCrds ?? true },
                    args.values.crds,
                ),
            },
            { parent: this },
        );
        this.release = new k8s.helm.v3.Release(
            `${name}-release`,
            {
                ...releaseArgs(charts, "linkerd-control-plane", charts.versions.controlPlane),
                namespace: namespace.metadata.name,
                values: mergeValues(
                    controlPlaneValues(
                        { ...args, webhookCa: args.webhooks.caPem },
                        charts.versions.generation,
                    ),
                    args.values.controlPlane,
                ),
            },
            {
                parent: this,
                // The pods mount the Secrets: without them they wait until Helm gives up.
                // The control plane watches kinds of linkerd-crds and fails without them.
                dependsOn: [
                    crds,
                    ...issuers,
                    ...webhookSecrets,
                    ...pullSecret(name, args.images, namespace, this),
                    ...networkPolicies(
                        name,
                        args.networkPolicies,
                        CONTROL_PLANE_INGRESS,
                        namespace,
                        this,
                    ),
                ],
            },
        );

        this.namespace = namespace;
        this.registerOutputs({ namespace: namespace.metadata.name });
    }
}
