import { z } from "zod";
import * as openStack from "./openStackValues";
import * as leaf from "./values";
import { Issuer } from "./certificatesEntry";
import { GatewayEntry } from "./gatewayEntry";
import { NodesEntry } from "./nodesEntry";
import { OpenStackEntry } from "./openStackEntry";
import { ExportEntry, EXPORTS_ADVICE } from "./serviceEntries";

const CLUSTER = '{"name": "cluster1", "kubeconfigPath": "~/.kube/cluster1-config"}';
const CLUSTER_ADVICE = `write an object, for example ${CLUSTER}`;
/** What to write for `clusters` as a whole. */
export const CLUSTERS_ADVICE = `write a list of two or more clusters, for example [${CLUSTER}, ${CLUSTER.replaceAll("cluster1", "cluster2")}]`;
const LINK = '{"source": "cluster1", "target": "cluster2"}';
const LINK_ADVICE = `write an object, for example ${LINK}`;
const EGRESS_ADVICE = 'write a list of IPv4 addresses, for example ["203.0.113.10", "203.0.113.5"]';
/** What to write for `links` as a whole. */
export const LINKS_ADVICE = `write a list of links, for example [${LINK}]`;

/**
 * One entry of `clusters` as it stands in the stack file.
 * Descriptions here and below are the text of docs/configuration.md and Pulumi.yaml.
 */
export const ClusterEntry = z.strictObject(
    {
        name: leaf.ClusterName.describe(
            "Name of the cluster: of its Link in the other clusters, and the end of the names of its mirrored Services. A cluster with Linkerd in it cannot be renamed: run `pulumi destroy` before.",
        ),
        kubeconfigPath: leaf
            .filePath("a kubeconfig", "~/.kube/cluster1-config")
            .optional()
            .describe(
                "Path of a kubeconfig, relative to the project folder; `~` is the home folder. Only the chosen context is used, with the files it refers to. Exactly one of this key and the secret `<name>Kubeconfig` is given.",
            ),
        context: leaf.ContextName.optional().describe(
            "Context of the kubeconfig. Default: its current-context.",
        ),
        allowInsecureTransport: leaf.Switch.default(false).describe(
            "`true` accepts a kubeconfig with `insecure-skip-tls-verify`: whoever answers in the API server's place is handed the credentials.",
        ),
        apiServer: leaf.ApiServerUrl.optional().describe(
            "URL of the API server that the pods of the other clusters use. Its certificate must name the host. Default: the server in the kubeconfig.",
        ),
        issuer: Issuer.optional().describe(
            "`external`: something else, as cert-manager, keeps the identity issuer in Secret `linkerd-identity-issuer` of namespace `linkerd`, and the program neither makes nor sees it. Only with `certificates`; default: the secret `<name>Issuer`.",
        ),
        gateway: GatewayEntry.prefault({}).describe(
            "The Linkerd gateway of this cluster, which the other clusters connect to.",
        ),
        openstack: OpenStackEntry.optional().describe(
            "The OpenStack project that the cluster lies in. Required, unless `gateway.exposure` is `external`.",
        ),
        nodes: NodesEntry.optional().describe(
            "The nodes of the cluster and how to log in to them. Required, unless `gateway.exposure` is `external` and no link of this cluster has routing `dnat`.",
        ),
        egressAddresses: z
            .array(leaf.address("203.0.113.5"), EGRESS_ADVICE)
            .min(1, EGRESS_ADVICE)
            .optional()
            .describe(
                "Addresses from which the pods of this cluster reach other clusters, whose security groups admit them. Default: the external address of the router and the floating IPs of the nodes, looked up in Neutron.",
            ),
        accessGeneration: leaf.Generation.optional().describe(
            "A higher number makes the credentials anew with which this cluster reads its peers; the old ones are refused from then on. Between stacks this takes two runs of each: docs/scale.md. Default: `1`.",
        ),
        clusterDomain: leaf.ClusterDomain.default("cluster.local").describe(
            "DNS domain of the cluster, as its kubelets have it.",
        ),
        gatewayApiCrds: leaf.Switch.default(true).describe(
            "Whether to install the Gateway API CRDs that Linkerd needs; `false` where the cluster has them from somebody else. From Linkerd 2.19 on `destroy` leaves them, and the next `up` takes them over.",
        ),
        exports: z
            .array(ExportEntry, EXPORTS_ADVICE)
            .default([])
            .describe(
                "Services of this cluster that the clusters with a link to it get mirrors of. The program gives them the label `mirror.linkerd.io/exported`, and takes it back when the entry goes.",
            ),
    },
    CLUSTER_ADVICE,
);

/** One entry of `links` as it stands in the stack file. */
export const LinkEntry = z.strictObject(
    {
        source: leaf.ClusterName.describe("Cluster that gets the mirrored Services."),
        target: leaf.ClusterName.describe("Cluster whose exported Services are mirrored."),
        routing: openStack.Routing.optional().describe(
            "As the key `routing`, for this link. Default: that key. Links to a cluster with `gateway.exposure: external` have none.",
        ),
    },
    LINK_ADVICE,
);
