import type { NeutronCredentials } from "../../components/openstack/neutronCredentials";
import type { Draft } from "./draft/draft";
import { readClusterCloud } from "./clouds/readClusterCloud";
import type { KubeconfigSource } from "./kubeconfig/readKubeconfigs";
import { readNodeAccess, type NodeLogin } from "./ssh/nodeAccess";
import { openStackEnvironment } from "./clouds/openStackEnvironment";
import type { Problem } from "./types/problem";
import type { Route } from "./draft/routes";
import { problemsOf, type ConfigFiles, type RawConfig, type Result } from "./draft/sources";

/** What was read for the clusters, by position in `clusters`. */
export interface Credentials {
    readonly clouds: ReadonlyMap<number, NeutronCredentials<string>>;
    /** Only of clusters that are the source of a link with routing `dnat`. */
    readonly access: ReadonlyMap<number, NodeLogin>;
    readonly problems: readonly Problem[];
}

type ByPosition<T> = readonly (readonly [number, Result<T>])[];

/** Whether an object stands there; of anything else the schema has said enough. */
function holds(entry: unknown, key: "openstack" | "nodes"): boolean {
    const value = (entry as Readonly<Record<string, unknown>> | null)?.[key];
    return typeof value === "object" && value !== null;
}

function found<T>(results: ByPosition<T>): ReadonlyMap<number, T> {
    return new Map(
        results.flatMap(([index, result]) =>
            "found" in result ? [[index, result.found] as const] : [],
        ),
    );
}

/** Reads the credentials of OpenStack and of the nodes, of every cluster that needs them. */
export function readCredentials(
    draft: Draft,
    routes: readonly Route[],
    entries: unknown,
    kubeconfigs: readonly KubeconfigSource[],
    raw: RawConfig,
    files: ConfigFiles,
): Credentials {
    const rewriting = new Set(
        routes.flatMap(({ source, routing }) => (routing === "dnat" ? [source.index] : [])),
    );
    const places = (draft.clusters ?? []).map((cluster, index) => ({
        place: { cluster, index },
        entry: (entries as unknown[])[index],
    }));
    const clouds = places
        .filter(
            ({ place, entry }) =>
                holds(entry, "openstack") && place.cluster.gateway?.exposure !== "external",
        )
        .map(
            ({ place, entry }) =>
                [place.index, readClusterCloud(place, entry, raw, files)] as const,
        );
    const access = places
        .filter(({ place, entry }) => holds(entry, "nodes") && rewriting.has(place.index))
        .map(({ place, entry }) => {
            const server = kubeconfigs.find(({ index }) => index === place.index)?.server;
            return [place.index, readNodeAccess(place, entry, server, raw, files)] as const;
        });
    const connections = found(clouds);
    return {
        clouds: connections,
        access: found(access),
        problems: [
            ...problemsOf([...clouds, ...access].map(([, result]) => result)),
            ...openStackEnvironment(connections, files.environment, entries),
        ],
    };
}
