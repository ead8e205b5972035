import type { MeshView } from "../../../operations/view/meshView";
import { copyOf } from "./copyOf";

/**
 * Behind every name: what a shell, a terminal, YAML or JSON could take for more than a name. Short
 * enough that a mirrored Service may have it.
 */
const HOSTILE = `';touch a;#"$(touch b)\`touch c\`>d\n\u001B\u202E\\ *!`;

/** Keys of names that the program does not choose. */
const NAMES: ReadonlySet<string> = new Set([
    ...["name", "namespace", "targetClusterName", "id", "portId", "projectId"],
    ...["context", "cloud", "host"],
]);

/** Names that layers look for: with another one the view would be of something else. */
const KNOWN =
    /linkerd|gateway\.networking\.k8s\.io|^kube|^coredns$|^cilium|^(http|pause|identity|destination|policy|proxy-injector|service-mirror|default)$|^sample|helloworld|metallb|smi|sleep|controller|speaker|kyverno|cp-default/;

/** Texts that the layers read, and that do not end in a command. */
const READ: ReadonlySet<string> = new Set([
    ...["apiServer", "server", "authUrl", "kubeconfig"],
    ...["data", "natRules", "rulesFile", "trustAnchor"],
]);

/** Gives a text another form; `key` is what it stands under. */
type Change = (text: string, key: string) => string;

/** A view that reaches its clusters by files, contexts, clouds and a bastion with names of their own. */
export function namedView(view: MeshView): MeshView {
    const copy = copyOf(view);
    const configs = new Set([copy.config.clusters, copy.clusters.map((one) => one.config)].flat());
    for (const config of configs) {
        const [context, cloud, host] = ["site-context", "site-cloud", "site-bastion"];
        const written = {
            kubeconfigPath: "~/site-kube",
            context,
            cloud,
            cloudsPath: "~/site-clouds",
        };
        Object.assign(config, { context, written });
        const bastion = config.nodes?.ssh?.bastion;
        if (bastion !== undefined) Object.assign(bastion, { host });
    }
    return copy;
}

/** What puts something hostile behind every name of a view that its site chose. */
export function disguiseOf(view: MeshView): (text: string) => string {
    const own = view.config.clusters.map(({ name }) => name);
    const found = new Set(["site-kube", "site-clouds"]);
    everyText(view, (text, key) => {
        const isSites = NAMES.has(key) && text.length > 2 && !KNOWN.test(text);
        if (isSites && !own.some((name) => text.includes(name))) found.add(text);
        return text;
    });
    // What is made of another name follows from it.
    const names = [...found].filter(
        (name) => ![...found].some((other) => other !== name && name.includes(other)),
    );
    const escaped = names.map((name) => name.replace(/\W/g, String.raw`\$&`));
    const pattern = new RegExp(escaped.join("|"), "g");
    return (text) => text.replace(pattern, (name) => name + HOSTILE);
}

/** A copy of a value with other texts, but for those that are read; what was one object is one. */
export function everyText<T>(value: T, change: Change): T {
    const copies = new Map<unknown, unknown>();
    const copy = (item: unknown, key: string): unknown => {
        if (READ.has(key) || item instanceof Date) return item;
        if (typeof item === "string") return change(item, key);
        if (typeof item !== "object" || item === null) return item;
        if (copies.has(item)) return copies.get(item);
        if (item instanceof Map) {
            const map = new Map<unknown, unknown>();
            copies.set(item, map);
            for (const [name, one] of item) map.set(copy(name, ""), copy(one, ""));
            return map;
        }
        const made: unknown[] | Record<string, unknown> = Array.isArray(item) ? [] : {};
        copies.set(item, made);
        const entries = Object.entries(item).map(([name, one]: [string, unknown]) => [
            name,
            copy(one, Array.isArray(item) ? key : name),
        ]);
        return Object.assign(made, Object.fromEntries(entries));
    };
    return copy(value, "") as T;
}
