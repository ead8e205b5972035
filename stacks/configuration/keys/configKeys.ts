import { z } from "zod";
import * as openStack from "./openStackValues";
import { ChartDigestsEntry } from "./chartDigestsEntry";
import { CertificatesEntry } from "./certificatesEntry";
import { ClusterEntry, CLUSTERS_ADVICE, LinkEntry, LINKS_ADVICE } from "./clusterEntry";
import * as image from "./imageValues";
import * as time from "./timeValues";
import * as leaf from "./values";
import { PeerEntry, PEERS_ADVICE } from "./peerEntry";
import { NO_SAMPLE, SampleEntry } from "./sampleEntry";
import { SplitEntry, SPLITS_ADVICE } from "./serviceEntries";

const NO_VALUES = { crds: {}, controlPlane: {}, multicluster: {}, smi: {} };

/** Every key of the stack's configuration, without the project's namespace. */
export const ConfigKeys = z.strictObject({
    clusters: z
        .array(ClusterEntry, CLUSTERS_ADVICE)
        .describe("The clusters of the mesh, two or more; one is enough with `peers`."),
    links: z
        .array(LinkEntry, LINKS_ADVICE)
        .optional()
        .describe(
            "Directed links; an empty list makes none. Default: every ordered pair of clusters, those of `peers` included as long as one of both is of this stack.",
        ),
    peers: z
        .array(PeerEntry, PEERS_ADVICE)
        .default([])
        .describe(
            "Other stacks of this program whose clusters are in the same mesh. Links to them carry the public address of their gateways, as routing `direct`. docs/scale.md says in which order the stacks come up.",
        ),
    routing: openStack.Routing.default("dnat").describe(
        "How packets of links reach a gateway behind a floating IP. `dnat`: the Link carries the private address, and every node of the source cluster rewrites it, over SSH. `direct`: the Link carries the floating IP, and no node is touched.",
    ),
    acceptCutOff: leaf.Switch.default(false).describe(
        "`true` accepts that `pulumi destroy`, or the removal of a link or a cluster, cuts off meshed workloads and exported Services of your own. `destroy` knows it from the last `pulumi up`.",
    ),
    protectFloatingIps: leaf.Switch.default(false).describe(
        "Whether Pulumi refuses to delete floating IPs that the program took from a pool, as firewalls elsewhere may name them.",
    ),
    linkerdVersion: leaf.LinkerdVersion.default("stable-2.14.10").describe(
        "Version of Linkerd, by its own name. It decides the charts, the images and what a link is made of; docs/linkerd-versions.md says which one to choose and how to upgrade.",
    ),
    acceptSkippedVersions: leaf.Switch.default(false).describe(
        "`true` accepts a `linkerdVersion` that skips one, or that follows one that the program does not know. Linkerd does not support proxies that are more than one major version away from their control plane.",
    ),
    chartRepository: leaf.RepositoryUrl.optional().describe(
        "Helm repository of the Linkerd charts, `https` or `oci`, for sites with a mirror. The login of an OCI registry is what `helm registry login` left on the machine that runs Pulumi. Default: the one that has the charts of `linkerdVersion`.",
    ),
    chartRepositoryUser: leaf
        .text(/^[^:\r\n]+$/, "write the name of a user, for example robot$charts")
        .optional()
        .describe(
            "User of `chartRepository`, and of `smiChartRepository` where that is on the same host.",
        ),
    chartRepositoryPassword: leaf
        .text(/^[^\r\n]+$/, "store the password as one line")
        .optional()
        .describe("Its password. A secret: `pulumi config set --secret chartRepositoryPassword`."),
    chartRepositoryCaPath: leaf
        .filePath("the CA's certificate in PEM", "~/charts-ca.pem")
        .optional()
        .describe(
            "Path of the CA that the repository's certificate is checked against, relative to the project folder; `~` is the home folder. The state holds its whole path: in another folder the releases are updated once. Default: what the machine trusts.",
        ),
    allowInsecureTransport: leaf.Switch.default(false).describe(
        "`true` accepts chart repositories over plain `http`, where anybody on the way can put other charts in.",
    ),
    smiChartRepository: leaf.RepositoryUrl.default(
        "https://linkerd.github.io/linkerd-smi",
    ).describe("Helm repository of the chart linkerd-smi."),
    chartDigests: ChartDigestsEntry.default({}).describe(
        "SHA-256 of chart archives, by name and version. An archive with other bytes is refused before anything is made. For charts that the program does not pin, and for a mirror that packed them anew. Not for `oci`.",
    ),
    chartValues: z
        .strictObject(
            {
                crds: leaf.HelmValues.default({}).describe("Values of linkerd-crds."),
                controlPlane: leaf.HelmValues.default({}).describe(
                    "Values of linkerd-control-plane.",
                ),
                multicluster: leaf.HelmValues.default({}).describe(
                    "Values of linkerd-multicluster.",
                ),
                smi: leaf.HelmValues.default({}).describe("Values of linkerd-smi."),
            },
            'write an object, for example {"controlPlane": {"controllerLogLevel": "debug"}}',
        )
        .default(NO_VALUES)
        .describe(
            "Extra Helm values for all clusters, merged over the program's own. Values that the program owns, and private keys, are refused.",
        ),
    imageRegistry: image.ImageRegistry.default("cr.l5d.io/linkerd").describe(
        "Registry and path of the Linkerd images, for sites with a mirror.",
    ),
    pauseImage: image.ImageReference.default("registry.k8s.io/pause:3.2").describe(
        "Image of the gateway's pause container; the chart's own default names a registry that was closed.",
    ),
    imagePullSecrets: z
        .array(image.SecretName, 'write a list of names, for example ["registry-credentials"]')
        .default([])
        .describe(
            "Names of pull Secrets that something else puts into the program's namespaces. The program makes one itself out of `imagePullCredentials`.",
        ),
    imagePullCredentials: image.DockerConfig.optional().describe(
        "Contents of a Docker config.json with the credentials for `imageRegistry`; the program makes the pull Secret `linkerd-image-pull` of it in every namespace of its own. A secret: `pulumi config set --secret imagePullCredentials < config.json`.",
    ),
    highAvailability: leaf.Switch.default(false).describe(
        "Three replicas of everything, spread over nodes; needs three schedulable nodes per cluster.",
    ),
    webhookFailurePolicy: leaf.FailurePolicy.optional().describe(
        "What happens to new pods while the injector does not answer: `Ignore` starts them without a proxy, `Fail` refuses them. Default: `Ignore`, or `Fail` with `highAvailability`.",
    ),
    networkPolicies: leaf.Switch.default(false).describe(
        "Whether to make NetworkPolicies that let in what has to come in to Linkerd's namespaces and the sample's. For sites that close every new namespace, as K-PaaS does with Kyverno; in a namespace that is open they keep everything else out.",
    ),
    heartbeatSchedule: time.CronSchedule.default("0 0 * * *").describe(
        "Schedule of the control plane's heartbeat CronJob. Fixed, because the chart's default is the time of the release and would change with every upgrade.",
    ),
    certificates: CertificatesEntry.optional().describe(
        "Trust anchors of the site's own, whose keys the state then never holds. Each cluster then has `issuer: external`, or the secret `<name>Issuer`. Default: the program makes anchors and issuers.",
    ),
    trustAnchorLifetime: time.Lifetime.default("87600h").describe(
        "Lifetime of trust anchors and webhook certificates. A change is for anchors of further generations; those in use stay.",
    ),
    issuerLifetime: time.Lifetime.default("8760h").describe(
        "Lifetime of a cluster's identity issuer; shorter than the trust anchor's. A change is for the next `issuerGeneration`; issuers in use stay.",
    ),
    trustAnchorGenerations: z
        .array(leaf.Generation, "write a list of whole numbers, for example [1, 2]")
        .min(1, "write at least one generation, for example [1]")
        .max(
            8,
            "write at most eight generations: every proxy is handed all of them, for example [1, 2]",
        )
        .default([1])
        .describe(
            "Trust anchors that the mesh trusts. Add one, then sign with it, then remove the old one; docs/architecture.md says when to restart pods.",
        ),
    signingTrustAnchor: leaf.Generation.optional().describe(
        "Generation of the trust anchor that signs the issuers; another one makes the certificates of issuers and webhooks anew, and their keys stay. Default: the first of `trustAnchorGenerations`.",
    ),
    acceptTrustOutage: leaf.Switch.default(false).describe(
        "`true` accepts trust anchors none of which is live, an issuer whose anchor is not live yet, and the end of an anchor that signed the live issuer: pods refuse each other until all have restarted.",
    ),
    issuerGeneration: leaf.Generation.default(1).describe(
        "A higher number makes the issuer of every cluster anew, with another key.",
    ),
    releaseTimeout: time.ReleaseTimeout.default("10m").describe(
        "How long one Helm release may take until its pods are ready.",
    ),
    createNamespaces: leaf.Switch.default(false).describe(
        "Whether to make the namespaces of exported Services where a cluster that mirrors them lacks one. They stay when the export goes: something else may be in them by then.",
    ),
    splits: z
        .array(SplitEntry, SPLITS_ADVICE)
        .default([])
        .describe(
            "Services whose requests are shared between a cluster and others that export a Service of the same namespace and name. By TrafficSplit or HTTPRoute, as `sample.split` says.",
        ),
    sample: SampleEntry.default(NO_SAMPLE).describe(
        "The sample application of the guide, in the namespace `sample`. The first of `clusters` exports helloworld v1; every other one has v2, the client `sleep` and a split between both, and needs a link to the first.",
    ),
});

/** A key of the stack's configuration. */
export type ConfigKey = keyof typeof ConfigKeys.shape;
