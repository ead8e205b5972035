import type { V1Pod } from "@kubernetes/client-node";
import { stringify } from "yaml";
import type { ShellText } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import type { Pool } from "./addressPools";
import { deploymentTrouble } from "../deployments";
import { enumerate } from "../../findings/enumerate";
import { applyManifest, kubectl, rolloutRestart } from "../../remedies/kubectl";
import type { Remedy } from "../../remedies/remedy";
import { isReady } from "../../pods/isReady";
import type { ReachableCluster } from "../reachableClusters";

/** A release of MetalLB whose manifest makes it; K-PaaS 1.7 has the same. */
const MANIFEST =
    "https://raw.githubusercontent.com/metallb/metallb/v0.14.9/config/manifests/metallb-native.yaml";
const NO_ADDRESS =
    "Services of type LoadBalancer get no address: `pulumi up` waits for the gateway's until its time is over.";

/** Whether MetalLB is there, has a pool and runs. The first thing that is missing is the one to mend. */
export function metalLbFindings(cluster: ReachableCluster): Finding[] {
    const { name, config, kubernetes } = cluster;
    if (kubernetes.ipAddressPools === undefined) {
        return oneFinding("error", "metallb-missing", name, {
            what: "MetalLB is not installed: the cluster has no kind IPAddressPool",
            why: NO_ADDRESS,
            remedy: [kubectl(config, "apply", "--filename", MANIFEST)],
        });
    }
    if (kubernetes.ipAddressPools.length === 0) {
        return oneFinding("error", "address-pool-missing", name, {
            what: "MetalLB has no IPAddressPool",
            why: NO_ADDRESS,
            remedy: applyPool(cluster),
        });
    }
    return [...controllerFindings(cluster), ...speakerFindings(cluster)];
}

/** Namespace of MetalLB: the one of its pools. */
export function metalLbNamespace([pool]: readonly Pool[]): string {
    return pool?.metadata.namespace ?? "metallb-system";
}

function applyPool({ config }: ReachableCluster): Remedy {
    const namespace = metalLbNamespace([]);
    const addresses = config.gateway.ip === undefined ? "FIRST-LAST" : `${config.gateway.ip}/32`;
    return [
        applyManifest(config, [
            "apiVersion: metallb.io/v1beta1",
            "kind: IPAddressPool",
            `metadata: ${inline({ name: "linkerd-gateway", namespace })}`,
            `spec: {addresses: [${JSON.stringify(addresses)}]}`,
            "---",
            ...advertisement(namespace, "linkerd-gateway"),
        ]),
    ];
}

/** Lines of a manifest that announces a pool. */
export function advertisement(namespace: string, pool: string): readonly string[] {
    return [
        "apiVersion: metallb.io/v1beta1",
        "kind: L2Advertisement",
        `metadata: ${inline({ name: pool, namespace })}`,
        `spec: ${inline({ ipAddressPools: [pool] })}`,
    ];
}

/** YAML in one line, whatever stands in it. */
function inline(value: object): string {
    return stringify(value, {
        collectionStyle: "flow",
        flowCollectionPadding: false,
        lineWidth: 0,
        doubleQuotedMinMultiLineLength: Infinity,
    }).trimEnd();
}

/** Whether an object is this part of MetalLB: in its own manifests, or in its Helm chart. */
function isPart(labels: Readonly<Record<string, string>> = {}, part: string): boolean {
    return labels["component"] === part || labels["app.kubernetes.io/component"] === part;
}

function controllerFindings(cluster: ReachableCluster): Finding[] {
    const { name, config, kubernetes } = cluster;
    const namespace = metalLbNamespace(kubernetes.ipAddressPools ?? []);
    const controller = kubernetes.deployments.find(
        ({ metadata }) =>
            metadata?.namespace === namespace && isPart(metadata.labels, "controller"),
    );
    const trouble = deploymentTrouble(
        cluster,
        namespace,
        controller?.metadata?.name ?? "controller",
        1,
    );
    if (trouble === undefined) return [];
    return oneFinding("error", "metallb-controller-down", name, {
        what: `MetalLB gives no addresses: ${trouble.what}`,
        why: "A gateway Service that is made or changed gets no address; one that has an address keeps it.",
        remedy: [trouble.remedy ?? kubectl(config, "apply", "--filename", MANIFEST)],
    });
}

/** Pods of MetalLB that announce addresses. */
export function speakersOf({ kubernetes }: ReachableCluster): readonly V1Pod[] {
    const namespace = metalLbNamespace(kubernetes.ipAddressPools ?? []);
    return kubernetes.pods.filter(
        ({ metadata }) => metadata?.namespace === namespace && isPart(metadata.labels, "speaker"),
    );
}

/** The command that makes all speakers anew. */
export function restartSpeakers(cluster: ReachableCluster): ShellText {
    const [speaker] = speakersOf(cluster);
    const daemonSet = speaker?.metadata?.ownerReferences?.find(({ kind }) => kind === "DaemonSet");
    const namespace = metalLbNamespace(cluster.kubernetes.ipAddressPools ?? []);
    return rolloutRestart(cluster.config, namespace, `daemonset/${daemonSet?.name ?? "speaker"}`);
}

function speakerFindings(cluster: ReachableCluster): Finding[] {
    const { name, config, kubernetes } = cluster;
    const namespace = metalLbNamespace(kubernetes.ipAddressPools ?? []);
    const all = speakersOf(cluster);
    const silent = all.filter((speaker) => !isReady(speaker));
    const isSilent = silent.length === all.length;
    if (all.length > 0 && silent.length === 0) return [];
    const nodes = silent.map(({ spec }) => spec?.nodeName ?? "a node that is not chosen yet");
    return oneFinding(isSilent ? "error" : "warning", "metallb-speaker-down", name, {
        what:
            all.length === 0
                ? `MetalLB has no speaker in namespace ${namespace}`
                : `MetalLB's speaker is not ready on ${enumerate(nodes)}`,
        why: isSilent
            ? "Nobody answers for the address of the gateway on the network of the nodes: it cannot be reached."
            : "The address of the gateway cannot move to these nodes when the one that has it fails.",
        remedy: [
            all.length === 0
                ? kubectl(config, "apply", "--filename", MANIFEST)
                : restartSpeakers(cluster),
        ],
    });
}
