import type { V1Node, V1Pod } from "@kubernetes/client-node";
import type { ShellText } from "../../../components/shell";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import { kubectl, kubectlIn } from "../../remedies/kubectl";
import type { AdvertisementSpec, CustomObject } from "../../view/kubernetesView";
import { selects, type LabelSelector } from "../labelSelector";
import type { ReachableCluster } from "../reachableClusters";
import { isReady } from "../../pods/isReady";
import { restartSpeakers, speakersOf } from "./metalLb";

/** An object that tells MetalLB to announce a pool. */
export interface Advertisement extends CustomObject<AdvertisementSpec> {
    readonly kind: "L2Advertisement" | "BGPAdvertisement";
}

/** Since MetalLB 0.14.2 speakers are silent on nodes with this label, whatever its value. */
const EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
const UNREACHABLE =
    "The gateway gets its address, but nobody answers for it on the network of the nodes: it cannot be reached.";

/** Why none of the nodes announces a pool of `advertisements`, whose speakers run. Pure. */
export function announcerFindings(
    cluster: ReachableCluster,
    advertisements: readonly Advertisement[],
): Finding[] {
    const { nodes } = cluster.kubernetes;
    const speakers = speakersOf(cluster).filter(isReady);
    // Without nodes the user may not list them; no speaker at all is a finding of its own.
    if (nodes.length === 0 || speakers.length === 0) return [];
    const selected = nodes.filter((node) => advertisements.some((one) => selectsNode(one, node)));
    if (selected.length === 0) return noNode(cluster, advertisements);
    const obstacles = selected.map((node) => ({ node, obstacle: obstacleOf(node, speakers) }));
    const able = obstacles.flatMap(({ node, obstacle }) => (obstacle === undefined ? [node] : []));
    return able.length > 0
        ? interfaceFindings(cluster, advertisements, able)
        : silent(cluster, obstacles);
}

function nameOf({ metadata }: V1Node): string {
    return metadata?.name ?? "";
}

/** Without selectors an advertisement is for all nodes; of several, one that matches will do. */
function selectsNode({ spec }: Advertisement, { metadata }: V1Node): boolean {
    const { nodeSelectors = [] } = spec ?? {};
    return (
        nodeSelectors.length === 0 ||
        nodeSelectors.some((selector) => selects(selector as LabelSelector, metadata?.labels ?? {}))
    );
}

function edit({ config }: ReachableCluster, { kind, metadata }: Advertisement): ShellText {
    const resource = `${kind.toLowerCase()}s.metallb.io`;
    return kubectlIn(config, metadata.namespace ?? "", "edit", resource, metadata.name ?? "");
}

function told(advertisements: readonly Advertisement[]): string {
    return advertisements
        .map(({ kind, metadata }) => `${kind} ${metadata.name ?? ""}`)
        .join(" and ");
}

function noNode(cluster: ReachableCluster, advertisements: readonly Advertisement[]): Finding[] {
    return oneFinding("error", "advertisement-without-nodes", cluster.name, {
        what: `no node has the labels that the nodeSelectors of ${told(advertisements)} ask for`,
        why: UNREACHABLE,
        remedy: advertisements.map((one) => edit(cluster, one)),
    });
}

type Obstacle = "excluded" | "no speaker" | "no network";

/** What keeps a node from announcing anything. */
function obstacleOf(
    { metadata, status }: V1Node,
    speakers: readonly V1Pod[],
): Obstacle | undefined {
    const speaker = speakers.find(({ spec }) => spec?.nodeName === metadata?.name);
    if (speaker === undefined) return "no speaker";
    if (metadata?.labels?.[EXCLUDED] !== undefined && honoursLabel(speaker)) return "excluded";
    const isCutOff = status?.conditions?.some(
        ({ type, status: is }) => type === "NetworkUnavailable" && is === "True",
    );
    return isCutOff === true ? "no network" : undefined;
}

function honoursLabel({ spec }: V1Pod): boolean {
    return (spec?.containers ?? []).every(({ image = "", args = [] }) => {
        const [, minor, patch] = /:v?0\.(\d+)\.(\d+)/.exec(image) ?? [];
        const isOlder = Number(minor) < 14 || (minor === "14" && Number(patch) < 2);
        return !isOlder && !args.some((arg) => /^--?ignore-exclude-lb(=true)?$/.test(arg));
    });
}

function silent(
    cluster: ReachableCluster,
    obstacles: readonly { readonly node: V1Node; readonly obstacle?: Obstacle | undefined }[],
): Finding[] {
    const { name, config } = cluster;
    const groups = groupBy(obstacles, ({ obstacle = "" }) => obstacle);
    const nodesWith = (obstacle: Obstacle) =>
        (groups.get(obstacle) ?? []).map(({ node }) => nameOf(node));
    const excluded = nodesWith("excluded");
    const mute = nodesWith("no speaker");
    const cutOff = nodesWith("no network");
    const reasons = [
        ...(excluded.length === 0 ? [] : [`${enumerate(excluded)}: label ${EXCLUDED}`]),
        ...(mute.length === 0 ? [] : [`${enumerate(mute)}: no ready speaker`]),
        ...(cutOff.length === 0 ? [] : [`${enumerate(cutOff)}: condition NetworkUnavailable`]),
    ];
    return oneFinding("error", "gateway-announced-nowhere", name, {
        what: `MetalLB announces the gateway from none of its nodes (${reasons.join("; ")})`,
        why: UNREACHABLE,
        remedy: [
            ...(excluded.length === 0
                ? []
                : [kubectl(config, "label", "nodes", ...excluded, `${EXCLUDED}-`)]),
            ...(mute.length === 0 ? [] : [restartSpeakers(cluster)]),
            ...(cutOff.length === 0 ? [] : [kubectl(config, "describe", "nodes", ...cutOff)]),
        ],
    });
}

/** Nodes that lack every interface that they are to announce on; seen over SSH alone. */
function interfaceFindings(
    cluster: ReachableCluster,
    advertisements: readonly Advertisement[],
    able: readonly V1Node[],
): Finding[] {
    const lacking = able.filter((node) => {
        const look = cluster.view.nodes.get(nameOf(node));
        if (look === undefined || "failure" in look) return false;
        return advertisements
            .filter((one) => selectsNode(one, node))
            .every(({ spec }) => {
                const { interfaces = [] } = spec ?? {};
                return (
                    interfaces.length > 0 &&
                    !interfaces.some((one) => look.seen.interfaces.includes(one))
                );
            });
    });
    if (lacking.length === 0) return [];
    const limited = advertisements.filter(({ spec }) => (spec?.interfaces ?? []).length > 0);
    const interfaces = [...new Set(limited.flatMap(({ spec }) => spec?.interfaces ?? []))];
    const isAll = lacking.length === able.length;
    return oneFinding(
        isAll ? "error" : "warning",
        "advertisement-without-interface",
        cluster.name,
        {
            what: `${enumerate(lacking.map(nameOf))} have no interface ${interfaces.join(" or ")}, which ${told(limited)} names`,
            why: isAll
                ? UNREACHABLE
                : "MetalLB does not look at interfaces when it chooses the node that announces: the gateway cannot be reached when it is one of these.",
            remedy: limited.map((one) => edit(cluster, one)),
        },
    );
}
