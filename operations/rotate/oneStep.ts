import { remoteAccessTokenName, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import type { Setting } from "../../stacks/survey/surveyProblem";
import { objectNamed } from "../layers/objectNamed";
import { reachableClusters } from "../layers/reachableClusters";
import { rotate, type Remedy } from "../remedies/remedy";
import type { MeshView } from "../view/meshView";
import { hasTaken } from "./otherStacks";

/** A rotation that one `pulumi up` does. */
export interface OneStep {
    /** Keys to write; none where they are written, and were not applied yet. */
    readonly settings: readonly Setting[];
    readonly why: string;
}

/** What to say where there is nothing to rotate. */
export interface Refusal {
    readonly refusal: string;
    /** What to type in place of it. */
    readonly instead?: Remedy;
}

/** Names of the resources of a stack. */
export type ResourceNames = ReadonlySet<string>;

type Certificates = Pick<PlainMeshConfig, "clusters" | "certificates">;

/** Another issuer for each cluster whose issuer the program makes. Pure. */
export function issuerStep(
    { clusters, certificates }: Certificates,
    names: ResourceNames,
): OneStep | Refusal {
    const made = clusters.filter(({ issuer }) => issuer === undefined);
    if (certificates.trustAnchors !== undefined || made.length === 0) {
        return {
            refusal:
                "The issuers are of your own. docs/configuration.md says how they are exchanged.",
        };
    }
    const { issuerGeneration: generation } = certificates;
    const isApplied = made.every(({ name }) => names.has(`${name}-issuer-cert-g${generation}`));
    const next = isApplied ? generation + 1 : generation;
    return {
        settings: isApplied ? [{ path: ["issuerGeneration"], value: String(next) }] : [],
        why: `issuer generation ${next} is made for ${made.map(({ name }) => name).join(", ")}`,
    };
}

/** Other certificates for the webhooks, where the anchors are of the site's own. Pure. */
export function webhooksStep(
    { clusters, certificates }: Certificates,
    names: ResourceNames,
): OneStep | Refusal {
    if (certificates.trustAnchors === undefined) {
        return {
            refusal: "The certificates of the webhooks come with another trust anchor. Run",
            instead: [rotate("anchor")],
        };
    }
    const { signingTrustAnchor: generation } = certificates;
    const isApplied = clusters.every(({ name }) =>
        names.has(`${name}-webhooks-ca-cert-g${generation}`),
    );
    const next = isApplied ? generation + 1 : generation;
    const value = String(next);
    return {
        settings: isApplied
            ? [
                  { path: ["trustAnchorGenerations", 0], value },
                  { path: ["signingTrustAnchor"], value },
              ]
            : [],
        why: `generation ${next} of the webhooks' certificates is made`,
    };
}

/** Other credentials for the links of one cluster to its peers, or of all. Pure. */
export function credentialsStep(view: MeshView, peer: string | undefined): OneStep | Refusal {
    const { clusters, links, peerLinks } = view.config;
    const names = clusters.map(({ name }) => name);
    if (peer !== undefined && !names.includes(peer)) {
        return { refusal: `There is no cluster "${peer}": write one of ${names.join(", ")}.` };
    }
    const readers = clusters
        .map(({ name, accessGeneration = 1 }, index) => ({
            name,
            generation: accessGeneration,
            index,
        }))
        .filter(({ name }) => peer === undefined || name === peer)
        .filter(({ name }) => [...links, ...peerLinks].some(({ source }) => source === name));
    if (readers.length === 0) return { refusal: `${peer ?? "No cluster"} has no link to a peer.` };
    const seen = new Map(reachableClusters(view).map((cluster) => [cluster.name, cluster]));
    const isApplied = ({ name, generation }: (typeof readers)[number]) =>
        hasTaken(view, { name, accessGeneration: generation }) &&
        links
            .filter(({ source }) => source === name)
            .every(({ target }) => {
                const secrets = seen.get(target)?.kubernetes.secrets;
                const token = remoteAccessTokenName(name, generation);
                return objectNamed(secrets, MULTICLUSTER_NAMESPACE, token) !== undefined;
            });
    const left = readers.filter((reader) => !isApplied(reader));
    const next = left.length > 0 ? [] : readers;
    return {
        settings: next.map(({ index, generation }) => ({
            path: ["clusters", index, "accessGeneration"],
            value: String(generation + 1),
        })),
        why: `credentials are made anew with which ${(left.length > 0 ? left : readers).map(({ name }) => name).join(", ")} ${readers.length === 1 ? "reads" : "read"} other clusters`,
    };
}
