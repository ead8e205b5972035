import {
    isMap,
    isSeq,
    parseDocument,
    YAMLMap,
    YAMLSeq,
    type Document,
    type Pair,
    type Scalar,
} from "yaml";
import { printable } from "../../components/printable";
import type { RawConfig } from "../../stacks/configuration/draft/sources";
import { KEY_PREFIX } from "../stack/pulumiOutput";
import type { Decision } from "./decisions";

/** What is written for one cluster. */
export interface ClusterText {
    readonly name: string;
    /** Why it has this name; absent where it was given or is written. */
    readonly nameNote?: string;
    readonly made: readonly Decision[];
}

/**
 * What the text of a stack's configuration has of `raw`: `pulumi config` shows the defaults of
 * Pulumi.yaml too, as if somebody had written them. Pure.
 */
export function writtenAlone(raw: RawConfig, existing: string): RawConfig {
    const document = parseDocument(existing);
    const keys = Object.entries(raw.values).filter(([key]) =>
        document.hasIn(["config", `${KEY_PREFIX}${key}`]),
    );
    return { ...raw, values: Object.fromEntries(keys) };
}

/** Order of keys in an entry that is new; others follow. */
const ORDER = ["name", "kubeconfigPath", "context", "apiServer", "gateway", "openstack", "nodes"];

/**
 * The text of a stack's configuration with these clusters and keys in it. Everything else that stands
 * there stays, comments included. Undefined where the text is no YAML of keys. Pure.
 */
export function renderStackFile(
    existing: string,
    clusters: readonly ClusterText[],
    keys: readonly Decision[],
): string | undefined {
    const document = parseDocument(existing);
    const { contents } = document;
    if (document.errors.length > 0) return undefined;
    if (contents === null) document.contents = document.createNode({}) as never;
    else if (!isMap(contents)) return undefined;
    const config = mapAt(document, document.contents as unknown as YAMLMap, "config");
    const providers = "pulumi:disable-default-providers";
    if (!config.has(providers)) {
        const list = document.createNode(["kubernetes", "openstack"]);
        list.flow = true;
        config.set(document.createNode(providers), list);
    }
    const present = config.get(`${KEY_PREFIX}clusters`, true);
    const list: YAMLSeq = isSeq(present) ? present : new YAMLSeq();
    if (!isSeq(present)) config.set(document.createNode(`${KEY_PREFIX}clusters`), list);
    for (const { name, nameNote, made } of clusters) {
        const written = list.items.filter(isMap).find((item) => item.get("name") === name);
        const entry = written ?? new YAMLMap();
        if (written === undefined) {
            list.add(entry);
            entry.set("name", name);
            // Before the whole entry, where the parser puts it too.
            if (nameNote !== undefined) entry.commentBefore = guess(nameNote);
        }
        for (const decision of sorted(made)) put(document, entry, decision);
    }
    for (const { key, ...decision } of keys) {
        put(document, config, { key, ...decision }, `${KEY_PREFIX}${key}`);
    }
    return document.toString({ indent: 4, lineWidth: 0 });
}

function sorted(made: readonly Decision[]): Decision[] {
    const rank = ({ key }: Decision) => {
        const position = ORDER.indexOf(key.split(".")[0] ?? "");
        return position < 0 ? ORDER.length : position;
    };
    return [...made].sort((a, b) => rank(a) - rank(b));
}

function mapAt(document: Document, map: YAMLMap, key: string): YAMLMap {
    const present = map.get(key, true);
    if (isMap(present)) return present;
    const made = new YAMLMap();
    map.set(document.createNode(key), made);
    return made;
}

/** Puts a value where it differs, with its note before it; a key without a value is removed. */
function put(
    document: Document,
    map: YAMLMap,
    { key, value, note: why }: Decision,
    whole?: string,
): void {
    const path = whole === undefined ? key.split(".") : [whole];
    const last = path.at(-1) ?? "";
    if (value === undefined) {
        if (map.hasIn(path)) map.deleteIn(path);
        return;
    }
    const parent = path.slice(0, -1).reduce((inner, part) => mapAt(document, inner, part), map);
    const before: unknown = parent.toJSON();
    if (JSON.stringify((before as Record<string, unknown>)[last]) === JSON.stringify(value)) return;
    parent.set(last, valueNode(document, value));
    if (why === undefined) return;
    const pair = parent.items.find((one) => String((one.key as Scalar).value ?? one.key) === last);
    if (pair !== undefined) comment(document, pair, why);
}

function valueNode(document: Document, value: unknown) {
    const node = document.createNode(value);
    // One line for each node of a cluster.
    if (isSeq(node)) for (const item of node.items) if (isMap(item)) item.flow = true;
    return node;
}

function comment(document: Document, pair: Pair, text: string): void {
    const key = document.createNode(String((pair.key as Scalar).value ?? pair.key)) as Scalar;
    key.commentBefore = guess(text);
    pair.key = key;
}

/** In lines that an editor shows whole; what it quotes was seen, and may have any line break in it. */
function guess(text: string): string {
    const lines = printable(`A guess: ${text}.`).match(/.{1,90}(?: |$)/g) ?? [];
    return lines.map((line) => ` ${line.trimEnd()}`).join("\n");
}
