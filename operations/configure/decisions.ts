/** A key of a cluster's entry, `openstack.network`, with what is to stand there. */
export interface Decision {
    readonly key: string;
    readonly value: unknown;
    /** Why it is a guess; absent where it was seen or given. */
    readonly note?: string;
}

/** A key whose value nobody can see. */
export interface Question {
    readonly cluster: string;
    readonly key: string;
    /** What is asked, as the beginning of a prompt. */
    readonly message: string;
    /** Values that are possible; any where there are none. */
    readonly choices: readonly string[];
}

/** What there is to say of a key. */
export type Found =
    | { readonly value: unknown; readonly note?: string }
    | { readonly ask: string; readonly choices?: readonly string[] };

/** Values by their key, as {@link Decision}. */
export type Given = ReadonlyMap<string, unknown>;

/** What is at a key of an entry. */
export function valueAt(entry: unknown, key: string): unknown {
    return key.split(".").reduce<unknown>((value, part) => {
        const isObject = typeof value === "object" && value !== null;
        return isObject && Object.hasOwn(value, part)
            ? (value as Readonly<Record<string, unknown>>)[part]
            : undefined;
    }, entry);
}

/** The decisions about one cluster: what was given wins, then what is written, then what is seen. */
export class Decisions {
    public readonly cluster: string;
    readonly #written: unknown;
    readonly #given: Given;
    readonly #made = new Map<string, Decision>();
    readonly #questions: Question[] = [];
    readonly #failures: string[] = [];

    constructor(cluster: string, written: unknown, given: Given) {
        this.cluster = cluster;
        this.#written = written;
        this.#given = given;
    }

    /**
     * Whether the entry was described before: a key that it leaves out has its default then, and a guess
     * would change what is up.
     */
    get #isComplete(): boolean {
        return (
            valueAt(this.#written, "openstack.network") !== undefined ||
            valueAt(this.#written, "gateway.exposure") === "external"
        );
    }

    /** What was given or is written for a key. */
    public told(key: string): unknown {
        return this.#given.get(key) ?? valueAt(this.#written, key);
    }

    /** The value that a key gets; undefined where it is left out or asked for. An entry that is complete gets none. */
    public decide(key: string, found: Found | undefined): unknown {
        const told = this.told(key);
        if (told !== undefined) return told;
        if (found === undefined || this.#isComplete) return undefined;
        if ("ask" in found) {
            const { ask: message, choices = [] } = found;
            this.#questions.push({ cluster: this.cluster, key, message, choices });
            return undefined;
        }
        this.set({ key, ...found });
        return found.value;
    }

    /** What stands at a key afterwards. */
    public valueOf(key: string): unknown {
        return this.#made.get(key)?.value ?? this.told(key);
    }

    /** As {@link valueOf}, where it is a text. */
    public textOf(key: string): string | undefined {
        const value = this.valueOf(key);
        return typeof value === "string" ? value : undefined;
    }

    /** Writes a key, whatever stands there. */
    public set(decision: Decision): void {
        this.#made.set(decision.key, decision);
    }

    /** What is to be written; what is written already stays as it is. */
    public get made(): readonly Decision[] {
        const given = [...this.#given].map(([key, value]) => [key, { key, value }] as const);
        return [...new Map<string, Decision>([...given, ...this.#made]).values()];
    }

    /** Notes what keeps the cluster from being described, whatever is answered. */
    public fail(why: string): void {
        this.#failures.push(`${this.cluster}: ${why}`);
    }

    public get failures(): readonly string[] {
        return this.#failures;
    }

    public get questions(): readonly Question[] {
        return this.#questions;
    }
}
