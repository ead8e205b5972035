import leven from "leven";
import { printable } from "../../../components/printable";
import { replaced, sh, type ShellText } from "../../../components/shell";

/** Where a value stands: `["clusters", 0, "gateway", "ip"]`. */
export type ConfigPath = readonly (string | number)[];

/** What to type. A command of pulumi stands apart: which stack it is for is said when it is shown. */
export type Command = ShellText | { readonly pulumi: "config set"; readonly words: ShellText };

/** One mistake in the configuration. It holds secrets; {@link showProblem} masks them. */
export interface Problem {
    readonly path: ConfigPath;
    /** What stands there; undefined when nothing does. */
    readonly value: unknown;
    /** What is wrong with it, when that is not plain, and what to write instead. */
    readonly advice: string;
    /** The end of the advice: a value of ours, never one of the configuration, and what follows it. */
    readonly example?: string;
    /** Whether the advice quotes nothing of the configuration. */
    readonly isConstant?: boolean;
    /** What to type, where the advice names a command. */
    readonly command?: Command;
    /** Whether the schema has no such key: its value, which may be a secret, is never shown. */
    readonly isUnknownKey?: boolean;
}

/** A problem as it may be shown. */
export interface ShownProblem {
    /** The path. */
    readonly where: string;
    /** The value, or that there is none, and the advice. */
    readonly what: string;
    readonly command?: Command;
}

/** Values that stand under names like these are never printed, whoever typed them where. */
const SENSITIVE_NAME =
    /token|password|passphrase|(?<!external)secret$|kubeconfig$|clouds$|(?<!^)issuer$|credentials$|key$|pem$|-data$/i;

/** Longer or multi-line text under a wrong key may be a pasted kubeconfig or key. */
export const LONGEST_VALUE = 100;

/** Replacing one or two characters would only garble the advice. */
const SHORTEST_SECRET = 3;

/** A path as `pulumi config set --path` takes it: `clusters[0].gateway.ip`. */
export function renderPath(path: ConfigPath): string {
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
    // A password may hold `@` and `/`, and a query a token.
    return JSON.stringify(
        value.replace(/\/\/.*@/, "//[secret]@").replace(/(?<=\/\/.*)\?.+/, "?[secret]"),
    );
}

/** Every text inside a value. */
function texts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

/**
 * A problem in parts: where it is, what is wrong, and what to type.
 * Nothing that stands under `secretKeys`, top-level keys that the stack file encrypts, is shown:
 * not as the value, and not where the advice of another key names it.
 */
export function showProblem(
    { path, value, advice, example, isConstant, command, isUnknownKey }: Problem,
    values: Readonly<Record<string, unknown>>,
    secretKeys: ReadonlySet<string>,
): ShownProblem {
    const secrets = [...secretKeys]
        .flatMap((key) => texts(values[key]))
        .filter((secret) => secret.length >= SHORTEST_SECRET);
    const mask = (said: string) =>
        secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), said);
    const maskCommand = (said: ShellText) =>
        secrets.reduce((text, secret) => replaced(text, secret, "[secret]"), said);
    // An example is ours, but a cluster really called cluster1 may be secret.
    const said = [
        isConstant === true ? advice : mask(advice),
        ...(example === undefined ? [] : [`for example ${example}`]),
    ].join(", ");
    const name = String(path.findLast((part) => typeof part === "string"));
    const hidden = secretKeys.has(String(path[0])) || SENSITIVE_NAME.test(name);
    const usual = isUnknownKey === true ? "[not shown]" : renderValue(value);
    const shown = hidden ? "[secret]" : usual;
    return {
        where: printable(renderPath(path)),
        what: printable(`is ${value === undefined ? "missing" : shown}: ${said}`),
        ...(command === undefined
            ? {}
            : {
                  command:
                      "shell" in command
                          ? maskCommand(command)
                          : { ...command, words: maskCommand(command.words) },
              }),
    };
}

/** A problem as one line: the path, the value and what to write; as {@link showProblem}. */
export function renderProblem(...problem: Parameters<typeof showProblem>): string {
    const { where, what } = showProblem(...problem);
    return `${where} ${what}`;
}

/** The command that stores a flat key as a secret. */
export function storeSecret(key: string) {
    return { pulumi: "config set", words: sh`--secret ${key} < FILE` } as const;
}

/** A command as an advice names it. */
export function quoted(command: Command): string {
    const shown = "shell" in command ? command : sh`pulumi config set ${command.words}`;
    return `'${shown.shell}'`;
}

/** A flat key whose credentials the stack file does not encrypt. */
export function inPlainText(key: string, value: unknown): Problem {
    const command = storeSecret(key);
    const advice = `it holds credentials and stands in plain text; store it with ${quoted(command)}`;
    return { path: [key], value, advice, command };
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
