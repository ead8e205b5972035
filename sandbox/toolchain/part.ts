/** Changes to one file of a Go module. */
export interface Repair {
    /** Path in the module. */
    readonly file: string;
    /** Old text, which the file contains once, and new text. */
    readonly changes: readonly (readonly [before: string, after: string])[];
}

/** A program that the sandbox builds from a Go module. */
export interface Part {
    /** File name in the toolchain's folder of programs. */
    readonly name: string;
    /** Folder of the Go module, below `sandbox/`. */
    readonly module: string;
    /** Package to build: `.` and `./…` for code of ours, else an import path. */
    readonly package: string;
    /** Go module whose version is shown and put into {@link stamps}. Code of ours has none. */
    readonly source?: string;
    /** Linker-set variables. `{version}` stands for the version of {@link source}, `{major}` and `{minor}` for its parts. */
    readonly stamps?: Readonly<Record<string, string>>;
    /** Files and folders that the code embeds and that come out of another Go module: path in our folder → path in {@link source}. */
    readonly embeds?: Readonly<Record<string, string>>;
    /** Known faults of {@link source} that later versions, not published as modules, do not have. */
    readonly repairs?: readonly Repair[];
    /** Go module that the public checksum database does not have; go.sum alone vouches for it. */
    readonly withoutSumDatabase?: string;
    /** Belongs to the Pulumi set, which an installed `pulumi` replaces. */
    readonly pulumi?: true;
    /** npm package whose plugin this program is; its version names the plugin's folder. */
    readonly plugin?: string;
    /** Takes the place of a program that no registry carries. */
    readonly standin?: true;
    /** What differs from the official program, for `status`. */
    readonly differs?: string;
    /** Seconds it took on 2 cores with empty Go caches, downloads included, after the parts above it; docs/sandbox.md has the command. */
    readonly coldSeconds?: number;
}
