import type { LinkConfig } from "../types/meshConfig";
import type { ClusterDraft, Draft } from "./draft";
import type { Problem } from "../types/problem";
import type { ClusterPlace } from "./sources";

/** A link between two clusters of the configuration, with their positions. */
export interface Route {
    readonly source: ClusterPlace;
    readonly target: ClusterPlace;
    readonly routing: LinkConfig["routing"];
}

function isExternal(cluster: ClusterDraft | undefined): boolean {
    return cluster?.gateway.exposure === "external";
}

/** The links that are meant: those given, else every ordered pair of clusters. */
export function effectiveLinks(draft: Draft): LinkConfig[] {
    const clusters = draft.clusters ?? [];
    const names = clusters.flatMap((cluster) => cluster.name ?? []);
    const pairs = names.flatMap((source) =>
        names.filter((name) => name !== source).map((target) => ({ source, target })),
    );
    const links: NonNullable<Draft["links"]> = draft.links ?? pairs;
    return links.map(({ source, target, routing }) => ({
        source,
        target,
        routing: isExternal(clusters.find((cluster) => cluster.name === target))
            ? "none"
            : // A malformed `routing` is absent here; of the two, `direct` asks for less.
              (routing ?? draft.routing ?? "direct"),
    }));
}

/** The links between clusters that are there. */
export function routes(draft: Draft): Route[] {
    const place = (name: string): ClusterPlace | undefined => {
        const index = (draft.clusters ?? []).findIndex((cluster) => cluster.name === name);
        const cluster = draft.clusters?.[index];
        return cluster === undefined ? undefined : { cluster, index };
    };
    return effectiveLinks(draft).flatMap((link) => {
        const [source, target] = [place(link.source), place(link.target)];
        const isLink = source !== undefined && target !== undefined && source !== target;
        return isLink ? [{ source, target, routing: link.routing }] : [];
    });
}

/** Refuses a routing for links that have none. */
export function routingProblems(draft: Draft): Problem[] {
    return (draft.links ?? []).flatMap(({ target, routing }, index): Problem[] => {
        const position = (draft.clusters ?? []).findIndex((cluster) => cluster.name === target);
        if (routing === undefined || !isExternal(draft.clusters?.[position])) return [];
        const advice = `clusters[${String(position)}] has gateway.exposure external, whose public address the Link carries as it is; remove the key`;
        return [{ path: ["links", index, "routing"], value: routing, advice }];
    });
}
