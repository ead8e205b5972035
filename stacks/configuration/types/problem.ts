import leven from "leven";

/** Where a value stands: `["clusters", 0, "gateway", "ip"]`. */
export type ConfigPath = readonly (string | number)[];

/** One mistake in the configuration. */
export interface Problem {
    readonly path: ConfigPath;
    /** What stands there; undefined when nothing does. */
    readonly value: unknown;
    /** What is wrong with it, when that is not plain, and what to write instead. */
    readonly advice: string;
}

/** Values that stand under names like these are never printed, whoever typed them where. */
const SENSITIVE_NAME =
    /token|password|passphrase|(?<!external)secret$|kubeconfig$|clouds$|credentials$|key$|pem$|-data$/i;

/** Longer or multi-line text under a wrong key may be a pasted kubeconfig or key. */
const LONGEST_VALUE = 100;

/** Replacing one or two characters would only garble the advice. */
const SHORTEST_SECRET = 3;

/** A path as `pulumi config set --path` takes it: `clusters[0].gateway.ip`. */
function renderPath(path: ConfigPath): string {
    return path
        .map((part, index) => {
            if (typeof part === "number") return `[${String(part)}]`;
            if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
            return index === 0 ? part : `.${part}`;
        })
        .join("");
}

function renderValue(value: unknown): string {
    if (Array.isArray(value)) return `a list of ${String(value.length)}`;
    if (typeof value === "object" && value !== null) return "an object";
    if (typeof value !== "string") return JSON.stringify(value);
    if (value.length > LONGEST_VALUE || /[\r\n]/.test(value)) {
        return `a text of ${String(value.length)} characters`;
    }
    return JSON.stringify(value.replace(/\/\/[^/@]*@/, "//[secret]@"));
}

/** Every text inside a value. */
function texts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

/**
 * A problem as one line: the path, the value and what to write.
 * Nothing that stands under `secretKeys`, top-level keys that the stack file encrypts, is shown:
 * not as the value, and not where the advice of another key names it.
 */
export function renderProblem(
    problem: Problem,
    values: Readonly<Record<string, unknown>>,
    secretKeys: ReadonlySet<string>,
): string {
    const { path, value } = problem;
    const secrets = [...secretKeys]
        .flatMap((key) => texts(values[key]))
        .filter((secret) => secret.length >= SHORTEST_SECRET);
    // What follows these words is a constant of ours; a cluster really called cluster1 may be secret.
    const [said = "", ...examples] = problem.advice.split(/(?=for example)/);
    const advice = [
        secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), said),
        ...examples,
    ].join("");
    const where = renderPath(path);
    if (value === undefined) return `${where} is missing: ${advice}`;
    const name = String(path.findLast((part) => typeof part === "string"));
    const hidden = secretKeys.has(String(path[0])) || SENSITIVE_NAME.test(name);
    return `${where} is ${hidden ? "[secret]" : renderValue(value)}: ${advice}`;
}

/** The command that stores a flat key as a secret. */
export function storeSecret(key: string): string {
    return `'pulumi config set --secret ${key} < FILE'`;
}

/** A flat key whose credentials the stack file does not encrypt. */
export function inPlainText(key: string, value: unknown): Problem {
    const advice = `it holds credentials and stands in plain text; store it with ${storeSecret(key)}`;
    return { path: [key], value, advice };
}

/** Advice for a key that does not exist: the nearest known one, or all of them. */
export function unknownKey(key: string, known: readonly string[]): string {
    const near = known
        .map((name) => ({ name, distance: leven(key.toLowerCase(), name.toLowerCase()) }))
        .sort((a, b) => a.distance - b.distance)[0];
    const limit = Math.max(1, Math.floor(key.length / 3));
    return near !== undefined && near.distance <= limit
        ? `no such key; did you mean ${near.name}?`
        : `no such key; the keys here are ${known.join(", ")}`;
}
