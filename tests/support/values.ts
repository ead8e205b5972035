/** How the Pulumi SDK marks a secret on the wire: this key, with the next constant as its value. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that only `up` brings. */
export const UNKNOWN = Symbol("unknown");

/** A value that the engine encrypts in the state and hides in its output. */
export class Secret {
    public readonly value: unknown;

    constructor(value: unknown) {
        this.value = value;
    }
}

/** Shorthand for expected values: `{ stringData: secret({...}) }`. */
export function secret(value: unknown): Secret {
    return new Secret(value);
}

/** A map, neither list nor secret. */
export function isMap(value: unknown): value is Record<string, unknown> {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        !(value instanceof Secret)
    );
}

function mapMembers(value: unknown, change: (member: unknown) => unknown): unknown {
    if (Array.isArray(value)) return value.map(change);
    if (!isMap(value)) return value;
    // A key without a value does not travel.
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, member]) => [key, change(member)]));
}

/** What the SDK sent, with `Secret` and `UNKNOWN` in place of its marks. */
export function decode(wire: unknown): unknown {
    if (wire === UNKNOWN_ON_THE_WIRE) return UNKNOWN;
    if (!isMap(wire) || !(SIGNATURE_KEY in wire)) return mapMembers(wire, decode);
    if (wire[SIGNATURE_KEY] === SECRET_SIGNATURE) return secret(decode(wire["value"]));
    throw new Error(`not a secret but another special value: ${JSON.stringify(wire)}`);
}

/** The way back: what an engine would answer. */
export function encode(value: unknown): unknown {
    if (value === UNKNOWN) return UNKNOWN_ON_THE_WIRE;
    if (!(value instanceof Secret)) return mapMembers(value, encode);
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: encode(value.value) };
}

/** The value as a provider sees it: secrets are plain. */
export function reveal(value: unknown): unknown {
    return value instanceof Secret ? reveal(value.value) : mapMembers(value, reveal);
}

/** The value as everybody may see it. */
export function redact(value: unknown): unknown {
    if (value === UNKNOWN) return "[unknown]";
    return value instanceof Secret ? "[secret]" : mapMembers(value, redact);
}

/** Every string outside of secrets, keys of maps included. */
export function publicStrings(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(publicStrings);
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, member]) => [key, ...publicStrings(member)]);
}

/** What stands at the end of each path, `a.b.0.c`; an empty map or list stands there itself. */
export function leaves(value: unknown, path: readonly string[] = []): Map<string, unknown> {
    const members = Array.isArray(value) || isMap(value) ? Object.entries(value) : [];
    if (members.length === 0) return new Map([[path.join("."), value]]);
    return new Map(members.flatMap(([key, member]) => [...leaves(member, [...path, key])]));
}
