import {
    CONTROL_PLANE_NAMESPACE,
    MULTICLUSTER_NAMESPACE,
    SMI_NAMESPACE,
} from "../../components/linkerd/names";
import { sh } from "../../components/shell";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import { quoted, type Problem } from "../configuration/types/problem";
import { kubeAccess } from "./kubeAccess";
import { keyOf } from "./surveyProblem";

/** Metadata of a Secret in which Helm keeps one revision of a release. */
export interface HelmRevision {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
}

/** A Helm release of the program's. */
export interface ProgramRelease {
    readonly namespace: string;
    readonly name: string;
    /** End of the resource's name. */
    readonly resource: string;
}

/** The releases that the program makes with every version. */
export const LINKERD_RELEASES: readonly ProgramRelease[] = [
    { namespace: CONTROL_PLANE_NAMESPACE, name: "linkerd-crds", resource: "linkerd-crds" },
    {
        namespace: CONTROL_PLANE_NAMESPACE,
        name: "linkerd-control-plane",
        resource: "linkerd-release",
    },
    {
        namespace: MULTICLUSTER_NAMESPACE,
        name: "linkerd-multicluster",
        resource: "multicluster-release",
    },
];

/** The release of what a TrafficSplit needs. */
export const SMI_RELEASE: ProgramRelease = {
    namespace: SMI_NAMESPACE,
    name: "linkerd-smi",
    resource: "smi-release",
};

/** Namespaces whose releases are compared with the state, with what the state calls them. */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
    [CONTROL_PLANE_NAMESPACE, "linkerd-namespace"],
    [MULTICLUSTER_NAMESPACE, "multicluster-namespace"],
    [SMI_NAMESPACE, "smi-namespace"],
]);

/**
 * Helm releases that an `up` that was killed left behind, each with the command after which the next
 * `up` goes on: unfinished ones, and those that the state does not have. `noted` are the names of the
 * resources in the state; undefined where the engine does not tell. Pure.
 *
 * Helm installs no release under a name that is in use. Without its record it installs again, and
 * takes over what is there by the annotations of the release.
 *
 * Where the state does not have the namespace either, it is no release of this stack and name: the
 * first resource of the cluster would fail, after certificates, port and floating IP are made.
 */
export function releaseProblems(
    cluster: Pick<PlainClusterConfig, "name" | "context" | "written">,
    index: number,
    revisions: readonly HelmRevision[],
    noted: ReadonlySet<string> | undefined,
): Problem[] {
    const { name } = cluster;
    const has = (resource: string | undefined) =>
        resource !== undefined && noted?.has(`${name}-${resource}`) === true;
    const path = keyOf({ index }, "name");
    const all = [...LINKERD_RELEASES, SMI_RELEASE];
    const foreign = all.find(
        (release) =>
            noted !== undefined &&
            !has(NAMESPACES.get(release.namespace)) &&
            revisionsOf(revisions, release).length > 0,
    );
    if (foreign !== undefined) {
        const { namespace, name: release } = foreign;
        const advice = `${name}: the release ${release} is in namespace ${namespace} already, and this stack made none there for a cluster of this name; was it another's, take it away first, or write the former name if the cluster had one: to rename it, run 'pulumi destroy' before`;
        return [{ path, value: name, advice }];
    }
    return all.flatMap(({ namespace, name: release, resource }) => {
        const [last, former] = revisionsOf(revisions, { namespace, name: release });
        if (last === undefined) return [];
        const status = last.labels?.["status"] ?? "";
        const isPending = status.startsWith("pending-");
        const isUnnoted = noted !== undefined && !has(resource);
        if (!isPending && !isUnnoted) return [];
        // What else there is of the release stays installed.
        const records =
            former === undefined || isUnnoted
                ? ["--selector", `owner=helm,name=${release}`]
                : [last.name ?? ""];
        const forget = sh`kubectl ${[...kubeAccess(cluster, "--context"), "--namespace", namespace, "delete", "secret", ...records]}`;
        const what = isPending
            ? `whoever installs or upgrades the release ${release} has not come to its end (${status})`
            : `a 'pulumi up' that was killed installed the release ${release}, and did not note it`;
        return [
            {
                path,
                value: name,
                advice: `${name}: ${what}; when no process of a pulumi is left, run ${quoted(forget)}, then 'pulumi up': what runs stays, and Helm takes it over`,
            },
        ];
    });
}

/** The revisions of a release, the last one first. Pure. */
export function revisionsOf<Revision extends HelmRevision>(
    revisions: readonly Revision[],
    { namespace, name }: Pick<ProgramRelease, "namespace" | "name">,
): readonly Revision[] {
    const number = ({ labels }: HelmRevision) => Number(labels?.["version"]);
    return revisions
        .filter((one) => one.namespace === namespace && one.labels?.["name"] === name)
        .sort((a, b) => number(b) - number(a));
}
