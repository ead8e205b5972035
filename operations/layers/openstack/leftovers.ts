import { sh } from "../../../components/shell";
import {
    gatewayGroupName,
    gatewayPortName,
    ofOtherStack,
    isOwn,
} from "../../../components/openstack/names";
import type { IngressRule } from "../../../components/openstack/securityGroupRules";
import { unknownEgress } from "../../../stacks/survey/egress";
import type { MarkedObjects } from "../../../stacks/survey/cloudView";
import type { Code } from "../../findings/codes";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import { inClusters } from "../../findings/place";
import { openstackCommand } from "../../remedies/openstackCommand";
import type { MeshView } from "../../view/meshView";
import type { CloudCluster } from "./clusters";

/** Clusters in one project, and what has the program's description there. */
interface Project {
    readonly clusters: readonly [CloudCluster, ...CloudCluster[]];
    readonly marked: MarkedObjects;
}

/**
 * What has the program's description in the projects of the clusters, and belongs to no cluster of
 * the configuration or the outputs. Pure.
 *
 * What names another stack in its description is passed over. Up to version 0.1.0 some descriptions named
 * none: another stack of the project may have made it, so that all is told as a warning. What the stack may
 * hold without an output, because an `up` did not come to its end, is passed over.
 */
export function leftoverFindings(
    view: MeshView,
    clusters: readonly CloudCluster[],
    rules: ReadonlyMap<string, readonly IngressRule[]>,
): Finding[] {
    const projects = groupBy(
        clusters,
        ({ openstack, cloud }) => `${openstack.cloud.authUrl} ${cloud.projectId}`,
    );
    return [...projects.values()].flatMap((group) => {
        const { marked } = group[0].cloud;
        if (marked === undefined) return [];
        const project = { clusters: group, marked };
        const isWhole = isInAccord(view);
        return [
            ...(isWhole ? floatingIpFindings(view, project) : []),
            ...portFindings(view, project),
            ...groupFindings(view, project),
            ...(isWhole && isAllKnown(view, clusters) ? ruleFindings(view, project, rules) : []),
        ];
    });
}

/** Whether the last `up` made the clusters that the configuration has. */
function isInAccord({ config, outputs }: MeshView): boolean {
    const made = Object.keys(outputs?.clusters ?? {}).sort();
    const wanted = config.clusters.map(({ name }) => name).sort();
    return made.join() === wanted.join();
}

/** Whether it is known of all clusters with which addresses their packets leave. */
function isAllKnown({ config }: MeshView, clusters: readonly CloudCluster[]): boolean {
    // Only `up` reads other stacks.
    if (config.peerLinks.length > 0) return false;
    const inClouds = config.clusters.filter(({ openstack }) => openstack !== undefined);
    return inClouds.length === clusters.length && unknownEgress(config, clusters).length === 0;
}

function isHeld({ config, outputs }: MeshView, nameOf: (cluster: string) => string, name: string) {
    const names = [
        ...config.clusters.map((cluster) => cluster.name),
        ...Object.keys(outputs?.clusters ?? {}),
    ];
    // Of another name it is nothing that this program made.
    return !name.startsWith(nameOf("")) || names.some((cluster) => nameOf(cluster) === name);
}

/** One finding for all objects of a kind in a project. */
function leftover(
    { clusters }: Project,
    code: Code,
    kind: string,
    objects: readonly {
        readonly told: string;
        readonly commands: readonly (readonly string[])[];
    }[],
): Finding[] {
    if (objects.length === 0) return [];
    const [{ config }] = clusters;
    return oneFinding("warning", code, inClusters(clusters.map(({ name }) => name)), {
        what: `the project has ${kind} that this program made, and not for this stack: ${enumerate(objects.map(({ told }) => told))}`,
        why: "Nobody removes what no stack holds, and the quota counts it. Where its description names no stack, another one may have made it: leave it then.",
        remedy: objects.flatMap(({ commands }) =>
            commands.map(
                (words) => sh`${openstackCommand(config, words)}  # if no other stack made it`,
            ),
        ),
    });
}

function leftoverPorts(view: MeshView, { marked }: Project) {
    return marked.ports.filter(
        (port) => !ofOtherStack(port, view.stack) && !isHeld(view, gatewayPortName, port.name),
    );
}

function leftoverGroups(view: MeshView, { marked }: Project) {
    return marked.securityGroups.filter(
        (group) => !ofOtherStack(group, view.stack) && !isHeld(view, gatewayGroupName, group.name),
    );
}

/** Floating IPs that lead nowhere, or to a port that is left over. */
function floatingIpFindings(view: MeshView, project: Project): Finding[] {
    const [{ cloud }] = project.clusters;
    const held = new Set([
        ...Object.values(view.outputs?.clusters ?? {}).map((made) => made.floatingAddress),
        ...project.clusters.map(({ openstack: { floatingIp } }) =>
            "address" in floatingIp ? floatingIp.address : undefined,
        ),
    ]);
    const ports = ["", ...leftoverPorts(view, project).map(({ id }) => id)];
    const left = cloud.floatingIps.filter(
        (one) =>
            isOwn(one) &&
            !ofOtherStack(one, view.stack) &&
            !held.has(one.address) &&
            ports.includes(one.portId),
    );
    return leftover(
        project,
        "floating-ip-leftover",
        "floating IPs",
        left.map(({ id, address }) => ({
            told: address,
            commands: [["floating", "ip", "delete", id]],
        })),
    );
}

function portFindings(view: MeshView, project: Project): Finding[] {
    return leftover(
        project,
        "gateway-port-leftover",
        "ports",
        leftoverPorts(view, project).map(({ id, name, fixedIps }) => ({
            told: `${name} with ${fixedIps.join(", ")}`,
            commands: [["port", "delete", id]],
        })),
    );
}

/** Neutron deletes no group that a port has: those of the nodes that are seen leave it before. */
function groupFindings(view: MeshView, project: Project): Finding[] {
    const nodePorts = project.clusters.flatMap(({ cloud }) => [...cloud.nodePorts.values()]);
    return leftover(
        project,
        "security-group-leftover",
        "security groups",
        leftoverGroups(view, project).map(({ id, name }) => ({
            told: name,
            commands: [
                ...nodePorts
                    .filter(({ securityGroupIds }) => securityGroupIds.includes(id))
                    .map((port) => ["port", "unset", "--security-group", id, port.id]),
                ["security", "group", "delete", id],
            ],
        })),
    );
}

/**
 * Rules that nobody needs. A group that lacks a rule is passed over: its rules are of before a change
 * that the next `up` follows. So is one that is left over itself.
 */
function ruleFindings(
    view: MeshView,
    project: Project,
    rules: ReadonlyMap<string, readonly IngressRule[]>,
): Finding[] {
    const { clusters, marked } = project;
    const keyOf = (port: number, prefix: string) => `TCP ${port} from ${prefix}`;
    const left = [...groupBy(marked.rules, (rule) => rule.securityGroupId)].filter(([group]) => {
        const own = marked.securityGroups.find(({ id }) => id === group);
        return own === undefined || clusters.some(({ cloud }) => cloud.securityGroup?.id === group);
    });
    const objects = left.flatMap(([group, found]) => {
        const needed = clusters
            .filter(({ cloud }) => cloud.securityGroup?.id === group)
            .flatMap(({ name }) => rules.get(name) ?? [])
            .map(({ port, address }) => keyOf(port, `${address}/32`));
        const there = found.map(({ port, remotePrefix }) => keyOf(port, remotePrefix));
        if (needed.some((rule) => !there.includes(rule))) return [];
        return found
            .filter(
                (rule) =>
                    !ofOtherStack(rule, view.stack) &&
                    !needed.includes(keyOf(rule.port, rule.remotePrefix)),
            )
            .map(({ id, port, remotePrefix }) => ({
                told: keyOf(port, remotePrefix),
                commands: [["security", "group", "rule", "delete", id]],
            }));
    });
    return leftover(project, "security-group-rule-leftover", "security group rules", objects);
}
