/** What one `pulumi up` makes anew. */
export type OnceKind = "issuer" | "credentials" | "webhooks";

/** What can be made anew. */
export type RotateKind = "anchor" | OnceKind;

/** Options of rotate that are for one kind alone. */
export interface KindOptions {
    readonly restart?: "all";
    readonly generation?: number;
    readonly peer?: string;
}

const KIND_OF: Readonly<Record<keyof KindOptions, RotateKind>> = {
    restart: "anchor",
    generation: "anchor",
    peer: "credentials",
};

/** Options that are not for this kind, a line for each: they would change nothing. Pure. */
export function kindMistakes(what: RotateKind, given: KindOptions): readonly string[] {
    return (Object.keys(KIND_OF) as (keyof KindOptions)[])
        .filter((name) => given[name] !== undefined && KIND_OF[name] !== what)
        .map((name) => `--${name} goes with ${KIND_OF[name]}`);
}

/** How a rotation of the anchors is run. */
export interface AnchorOptions {
    /** Whether anything is changed. */
    readonly yes: boolean;
    /** Whether workloads that the program did not make are restarted, too. */
    readonly restartAll: boolean;
    /** The generation with which it ends. @default the one under way, or else the next one */
    readonly generation?: number;
}
