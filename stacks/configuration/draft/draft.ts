import { z } from "zod";
import { ConfigKeys, type ConfigKey } from "../keys/configKeys";
import { ClusterEntry } from "../keys/clusterEntry";
import { unknownKey, type ConfigPath, type Problem } from "../types/problem";
import { SampleEntry } from "../keys/sampleEntry";
import {
    BastionEntry,
    GatewayEntry,
    HostEntry,
    NodesEntry,
    OpenStackEntry,
} from "../keys/openStackAndNodeEntries";

type Fields<S extends z.ZodRawShape> = { [K in keyof S]?: z.output<S[K]> };

/** `nodes` of a cluster, as far as it could be understood; `hosts` keep their positions. */
export type NodesDraft = Omit<Fields<typeof NodesEntry.shape>, "hosts" | "bastion"> & {
    readonly hosts: readonly Fields<typeof HostEntry.shape>[];
    /** Absent where the key is. */
    readonly bastion?: Fields<typeof BastionEntry.shape>;
};

/** One entry of `clusters`, as far as it could be understood. */
export type ClusterDraft = Omit<
    Fields<typeof ClusterEntry.shape>,
    "gateway" | "openstack" | "nodes"
> & {
    readonly gateway: Fields<typeof GatewayEntry.shape>;
    /** Absent where the key is. */
    readonly openstack?: Fields<typeof OpenStackEntry.shape>;
    /** Absent where the key is. */
    readonly nodes?: NodesDraft;
};

/**
 * The configuration as far as it could be understood: a field that is wrong is absent.
 * It lets the rules between keys run beside mistakes elsewhere, so that all appear together.
 */
export type Draft = Omit<Fields<typeof ConfigKeys.shape>, "clusters" | "sample"> & {
    clusters?: readonly ClusterDraft[];
    readonly sample: Fields<typeof SampleEntry.shape>;
};

/** The engine hands out every value as text; all but text itself is JSON. */
export function decode(raw: Readonly<Record<string, string>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(raw).map(([key, value]) => {
            const schema = ConfigKeys.shape[key as ConfigKey] as z.ZodType | undefined;
            if (schema === undefined || takesText(schema)) return [key, value];
            try {
                return [key, JSON.parse(value) as unknown];
            } catch {
                return [key, value];
            }
        }),
    );
}

function takesText(schema: z.ZodType): boolean {
    const { type } = z.toJSONSchema(schema, { io: "input" });
    return type === "string";
}

/** The keys that the schema knows at `path`, where an object stands. */
function knownKeys(path: ConfigPath): string[] {
    let node: z.core.JSONSchema.BaseSchema = z.toJSONSchema(ConfigKeys, { io: "input" });
    for (const part of path) {
        const next = typeof part === "number" ? node.items : node.properties?.[part];
        node = next as z.core.JSONSchema.BaseSchema;
    }
    return Object.keys(node.properties ?? {});
}

function valueAt(values: unknown, path: ConfigPath): unknown {
    return path.reduce<unknown>(
        (value, part) =>
            typeof value === "object" && value !== null
                ? (value as Record<string | number, unknown>)[part]
                : undefined,
        values,
    );
}

/**
 * What the schema has against `values`: wrong types, malformed leaves, keys it does not know.
 * `contentsKeys` are the keys that the names of the clusters allow besides.
 */
export function schemaProblems(
    values: Readonly<Record<string, unknown>>,
    contentsKeys: readonly string[],
): Problem[] {
    const problems = (ConfigKeys.safeParse(values).error?.issues ?? []).flatMap((issue) => {
        const path = issue.path as ConfigPath;
        if (issue.code !== "unrecognized_keys") {
            return [{ path, value: valueAt(values, path), advice: issue.message }];
        }
        const extra = path.length === 0 ? contentsKeys : [];
        const known = [...new Set([...knownKeys(path), ...extra])];
        return issue.keys
            .filter((key) => !extra.includes(key))
            .map((key) => ({
                path: [...path, key],
                value: valueAt(values, [...path, key]),
                advice: unknownKey(key, known),
            }));
    });
    // Two checks of one leaf, a pattern and a length say, carry the same advice.
    const seen = new Set<string>();
    return problems.filter((problem) => {
        const key = JSON.stringify([problem.path, problem.advice]);
        return !seen.has(key) && seen.add(key);
    });
}

function readFields<S extends z.ZodRawShape>(shape: S, values: unknown): Fields<S> {
    const entries = Object.entries(shape).flatMap(([key, schema]) => {
        const { success, data } = z.safeParse(schema, valueAt(values, [key]));
        return success ? [[key, data] as const] : [];
    });
    return Object.fromEntries(entries) as Fields<S>;
}

function readNodes(values: unknown): NodesDraft {
    const hosts = valueAt(values, ["hosts"]);
    const bastion = valueAt(values, ["bastion"]);
    return {
        ...readFields(NodesEntry.shape, values),
        hosts: Array.isArray(hosts) ? hosts.map((host) => readFields(HostEntry.shape, host)) : [],
        bastion: bastion === undefined ? undefined : readFields(BastionEntry.shape, bastion),
    };
}

/** Whether keys can stand there, given or with their defaults. */
function takesKeys(value: unknown): boolean {
    return value === undefined || (typeof value === "object" && value !== null);
}

function readCluster(values: unknown): ClusterDraft {
    const gateway = valueAt(values, ["gateway"]);
    const openstack = valueAt(values, ["openstack"]);
    const nodes = valueAt(values, ["nodes"]);
    return {
        ...readFields(ClusterEntry.shape, values),
        gateway:
            takesKeys(values) && takesKeys(gateway) ? readFields(GatewayEntry.shape, gateway) : {},
        openstack:
            openstack === undefined ? undefined : readFields(OpenStackEntry.shape, openstack),
        nodes: nodes === undefined ? undefined : readNodes(nodes),
    };
}

/** Reads what can be read of `values`. */
export function readDraft(values: Readonly<Record<string, unknown>>): Draft {
    const { clusters } = values;
    return {
        ...readFields(ConfigKeys.shape, values),
        clusters: Array.isArray(clusters) ? clusters.map(readCluster) : undefined,
        sample: takesKeys(values["sample"]) ? readFields(SampleEntry.shape, values["sample"]) : {},
    };
}
