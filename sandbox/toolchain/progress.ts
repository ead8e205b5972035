/** What is being compiled. */
export interface Compiling {
    readonly program: string;
    /** Which of the programs to build, counted from 1. */
    readonly number: number;
    readonly of: number;
    /** Packages that were compiled; those that were compiled before do not count. */
    readonly packages: number;
    /** As `Date.now()`. */
    readonly since: number;
}

/** What is being fetched. */
export interface Fetching {
    /** Folder of ours whose programs need it. */
    readonly folder: string;
    /** Which of these folders, counted from 1. */
    readonly number: number;
    readonly of: number;
    /** Go modules that were asked for, of all folders. */
    readonly modules: number;
    /** The last of them, with its version. */
    readonly last?: string;
}

/** How often a build that goes on is told about. */
const TELL_EVERY_MS = 5000;

/** Tells every few seconds what is being built and fetched. */
export class Progress {
    compiling?: Compiling | undefined;
    fetching?: Fetching | undefined;
    readonly #timer: NodeJS.Timeout;

    constructor(report: (line: string) => void) {
        this.#timer = setInterval(() => {
            const line = describeProgress(Date.now(), this.compiling, this.fetching);
            if (line !== "") report(line);
        }, TELL_EVERY_MS);
    }

    /** Ends the telling. */
    public stop(): void {
        clearInterval(this.#timer);
    }
}

/** One line about what goes on; empty when nothing does. Pure. */
export function describeProgress(now: number, compiling?: Compiling, fetching?: Fetching): string {
    return [
        ...(compiling === undefined ? [] : [describeCompiling(now, compiling)]),
        ...(fetching === undefined ? [] : [describeFetching(fetching)]),
    ].join("; ");
}

function describeCompiling(now: number, { program, number, of, packages, since }: Compiling) {
    return (
        `building ${program} (${String(number)} of ${String(of)}), ` +
        `${String(Math.round((now - since) / 1000))} s: ${count(packages, "package")} compiled`
    );
}

function describeFetching({ folder, number, of, modules, last }: Fetching): string {
    return (
        `fetching for ${folder} (${String(number)} of ${String(of)}): ${count(modules, "module")}` +
        (last === undefined ? "" : `, now ${last}`)
    );
}

function count(number: number, noun: string): string {
    return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** What a line that `go build -v` or `go list` writes on its error output tells. Pure. */
export function readGoLine(
    line: string,
): { readonly kind: "fetched" | "compiled"; readonly what: string } | undefined {
    const fetched = /^go: downloading (\S+ \S+)$/.exec(line)?.[1];
    if (fetched !== undefined) return { kind: "fetched", what: fetched };
    // A package's path; what the compiler has to say has spaces in it.
    return /^[\w./~-]+$/.test(line) ? { kind: "compiled", what: line } : undefined;
}
