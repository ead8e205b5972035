import { z } from "zod";
import { ConfigKeys } from "../keys/configKeys";
import { unknownKey, type ConfigPath, type Problem } from "../types/problem";

/** What could be understood of a value of `Schema`: a field that is wrong is absent. */
type DraftOf<Schema> =
    Schema extends Wrapped<infer Inner>
        ? DraftOf<Inner>
        : Schema extends z.ZodObject<infer Shape>
          ? { readonly [Key in keyof Shape]?: DraftOf<Shape[Key]> | undefined }
          : Schema extends z.ZodArray<infer Element>
            ? readonly DraftOf<Element>[]
            : z.output<Schema>;
type Wrapped<Inner extends z.core.SomeType> =
    z.ZodOptional<Inner> | z.ZodDefault<Inner> | z.ZodPrefault<Inner>;

/**
 * The configuration as far as it could be understood.
 * It lets the rules between keys run beside mistakes elsewhere, so that all appear together.
 */
export type Draft = DraftOf<typeof ConfigKeys>;
/** One entry of `clusters`. */
export type ClusterDraft = NonNullable<Draft["clusters"]>[number];
/** `nodes` of a cluster; `hosts` keep their positions. */
export type NodesDraft = NonNullable<ClusterDraft["nodes"]>;

const SCHEMA = z.toJSONSchema(ConfigKeys, { io: "input" });
const KEYS = SCHEMA.properties as Readonly<Record<string, z.core.JSONSchema.BaseSchema>>;

/** The engine hands out every value as text; all but text itself is JSON. */
export function decode(raw: Readonly<Record<string, string>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(raw).map(([key, value]) => {
            // A stack file may say `constructor`, which every object has.
            if (!Object.hasOwn(KEYS, key) || KEYS[key]?.type === "string") return [key, value];
            try {
                return [key, JSON.parse(value) as unknown];
            } catch {
                return [key, value];
            }
        }),
    );
}

/** The keys that the schema knows at `path`, where an object stands. */
function knownKeys(path: ConfigPath): string[] {
    let node: z.core.JSONSchema.BaseSchema = SCHEMA;
    for (const part of path) {
        const next = typeof part === "number" ? node.items : node.properties?.[part];
        node = next as z.core.JSONSchema.BaseSchema;
    }
    return Object.keys(node.properties ?? {});
}

function isObject(value: unknown): value is Readonly<Record<string | number, unknown>> {
    return typeof value === "object" && value !== null;
}

function valueAt(values: unknown, path: ConfigPath): unknown {
    return path.reduce<unknown>(
        (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
        values,
    );
}

/** Keys of Helm values that every object has: merged over the program's, they would be left out. */
function inheritedKeys(path: ConfigPath, value: unknown): Problem[] {
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([name, below]): Problem[] => {
        const key = [...path, name];
        if (!(name in Object.prototype)) return inheritedKeys(key, below);
        // Below chartValues itself the schema has said that it knows no such chart.
        const advice = "no chart has such a key; remove it";
        return path.length === 1 ? [] : [{ path: key, value: below, advice, isUnknownKey: true }];
    });
}

/**
 * What the schema has against `values`: wrong types, malformed leaves, keys it does not know.
 * `contentsKeys` are the keys that the names of the clusters allow besides.
 */
export function schemaProblems(
    values: Readonly<Record<string, unknown>>,
    contentsKeys: readonly string[],
): Problem[] {
    const { issues } = ConfigKeys.safeParse(values).error ?? { issues: [] };
    const problems = issues.flatMap((issue): Problem[] => {
        const path = issue.path as ConfigPath;
        if (issue.code !== "unrecognized_keys") {
            return [
                { path, value: valueAt(values, path), advice: issue.message, isConstant: true },
            ];
        }
        const extra = path.length === 0 ? contentsKeys : [];
        const known = [...new Set([...knownKeys(path), ...extra])];
        return issue.keys
            .filter((key) => !extra.includes(key))
            .map((key) => ({
                path: [...path, key],
                value: valueAt(values, [...path, key]),
                advice: unknownKey(key, known),
                isUnknownKey: true,
            }));
    });
    // Two checks of one leaf, a pattern and a length say, carry the same advice.
    const seen = new Set<string>();
    const inherited = inheritedKeys(["chartValues"], values["chartValues"]);
    return [...problems, ...inherited].filter((problem) => {
        const key = JSON.stringify([problem.path, problem.advice]);
        return !seen.has(key) && seen.add(key);
    });
}

/** The schema of what is written, where it may be left out. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
    const isWrapped =
        schema instanceof z.ZodOptional ||
        schema instanceof z.ZodDefault ||
        schema instanceof z.ZodPrefault;
    return isWrapped ? unwrapped(schema.unwrap()) : schema;
}

/** An object field by field, so that one that is wrong takes no other along; so also in lists. */
function readValue(schema: z.core.$ZodType, value: unknown): unknown {
    const inner = unwrapped(schema);
    if (value !== undefined && inner instanceof z.ZodObject) {
        const fields = Object.entries<z.core.$ZodType>(inner.shape);
        return isObject(value)
            ? Object.fromEntries(fields.map(([key, field]) => [key, readValue(field, value[key])]))
            : {};
    }
    const isList = inner instanceof z.ZodArray && unwrapped(inner.element) instanceof z.ZodObject;
    if (value !== undefined && isList) {
        return Array.isArray(value)
            ? value.map((element) => readValue(inner.element, element))
            : z.safeParse(schema, value).data;
    }
    return z.safeParse(schema, value).data;
}

/** Reads what can be read of `values`. */
export function readDraft(values: Readonly<Record<string, unknown>>): Draft {
    return readValue(ConfigKeys, values) as Draft;
}
