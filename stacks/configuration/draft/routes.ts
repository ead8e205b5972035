import type { LinkConfig } from "../types/meshConfig";
import type { ClusterDraft, Draft } from "./draft";
import type { ConfigPath, Problem } from "../types/problem";
import type { ClusterPlace } from "./sources";

/** A link between two clusters of the configuration, with their positions. */
export interface Route {
    readonly source: ClusterPlace;
    readonly target: ClusterPlace;
    readonly routing: LinkConfig["routing"];
}

type LinkDraft = NonNullable<Draft["links"]>[number];
type GivenLink = LinkDraft & Pick<LinkConfig, "source" | "target">;

function isComplete(link: LinkDraft): link is GivenLink {
    return link.source !== undefined && link.target !== undefined;
}

function isExternal(cluster: ClusterDraft | undefined): boolean {
    return cluster?.gateway?.exposure === "external";
}

/** Names of the clusters of other stacks, and where each is written. */
export function peerPlaces({ peers = [] }: Draft) {
    return peers.flatMap(({ clusters = [] }, index) =>
        clusters.map((name, position) => {
            const path: ConfigPath = ["peers", index, "clusters", position];
            return { name, path };
        }),
    );
}

/** Names of the clusters of other stacks. */
export function peerNames(draft: Draft): string[] {
    return peerPlaces(draft).map(({ name }) => name);
}

/** Links between this stack and others: those given, else all of every own cluster with every other one. */
export function effectivePeerLinks(draft: Draft): Pick<LinkConfig, "source" | "target">[] {
    const { clusters = [], links } = draft;
    const own = clusters.flatMap(({ name }) => name ?? []);
    const others = peerNames(draft);
    if (links?.every(isComplete) === true) {
        return links
            .filter(
                ({ source, target }) =>
                    (own.includes(source) && others.includes(target)) ||
                    (others.includes(source) && own.includes(target)),
            )
            .map(({ source, target }) => ({ source, target }));
    }
    return own.flatMap((name) =>
        others.flatMap((other) => [
            { source: name, target: other },
            { source: other, target: name },
        ]),
    );
}

/** The links within this stack that are meant: those given, else every ordered pair of clusters. */
export function effectiveLinks(draft: Draft): LinkConfig[] {
    const { clusters = [], links, routing: usual } = draft;
    const others = peerNames(draft);
    const names = clusters.flatMap((cluster) => cluster.name ?? []);
    const pairs = names.flatMap((source) =>
        names.filter((name) => name !== source).map((target) => ({ source, target })),
    );
    // What a link with a malformed end would have given is not to be missed elsewhere.
    const given = links?.every(isComplete) === true ? links : pairs;
    const within = given.filter(
        ({ source, target }: GivenLink) => !others.includes(source) && !others.includes(target),
    );
    return within.map(({ source, target, routing }: GivenLink) => ({
        source,
        target,
        routing: isExternal(clusters.find((cluster) => cluster.name === target))
            ? "none"
            : // A malformed `routing` is absent here; of the two, `direct` asks for less.
              (routing ?? usual ?? "direct"),
    }));
}

/** Those of `links` that are between clusters that are there. */
export function routesOf({ clusters = [] }: Draft, links: readonly LinkConfig[]): Route[] {
    const place = (name: string): ClusterPlace | undefined => {
        const index = clusters.findIndex((cluster) => cluster.name === name);
        const cluster = clusters[index];
        return cluster === undefined ? undefined : { cluster, index };
    };
    return links.flatMap((link) => {
        const [source, target] = [place(link.source), place(link.target)];
        const isLink = source !== undefined && target !== undefined && source !== target;
        return isLink ? [{ source, target, routing: link.routing }] : [];
    });
}

/** Refuses a routing for links that have none. */
export function routingProblems({ clusters = [], links = [] }: Draft): Problem[] {
    return links.flatMap(({ target, routing }, index): Problem[] => {
        const position = clusters.findIndex(({ name }) => name !== undefined && name === target);
        if (routing === undefined || !isExternal(clusters[position])) return [];
        const advice = `clusters[${String(position)}] has gateway.exposure external, whose public address the Link carries as it is; remove the key`;
        return [{ path: ["links", index, "routing"], value: routing, advice }];
    });
}
