/** What a failed update says of one resource. */
export interface ToldFailure {
    /** Its name; that of the stack for what the program says. */
    readonly resource: string;
    readonly lines: readonly string[];
}

const HEAD = /^ {2}\S+ \((.+)\):$/;

/** The errors of a failed run of `pulumi`, resource by resource, without warnings. Pure. */
export function toldFailures(output: string): ToldFailure[] {
    const lines = output.split("\n");
    const start = lines.indexOf("Diagnostics:");
    const told: { resource: string; lines: string[] }[] = [];
    let isError = false;
    for (const line of lines.slice(start === -1 ? lines.length : start + 1)) {
        if (/^\S/.test(line)) break;
        const [, resource] = HEAD.exec(line) ?? [];
        if (resource !== undefined) {
            told.push({ resource, lines: [] });
            isError = false;
            continue;
        }
        if (/^ {4}(error|warning): /.test(line)) isError = line.startsWith("    error: ");
        const text = line.trim().replace(/^error: /, "");
        if (isError && text !== "" && text !== "update failed") told.at(-1)?.lines.push(text);
    }
    return told.filter((one) => one.lines.length > 0);
}
