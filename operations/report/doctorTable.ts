import { createColors } from "picocolors";
import type { DoctorReport, LayerReport, ReportedFinding } from "./doctorReport";
import { INDENT, indent } from "./indent";
import { describeFindings, describeResult, layerResult, type LayerResult } from "./layerResult";
import { GAP, plainTable } from "./plainTable";

/** What a report is printed on. */
export interface Terminal {
    /** Undefined where it is no terminal. */
    readonly columns: number | undefined;
    readonly colour: boolean;
}

type Colours = ReturnType<typeof createColors>;

/** Longer lines are hard to read, and narrower ones leave no room for a column. */
const [LEAST_COLUMNS, USUAL_COLUMNS, MOST_COLUMNS] = [60, 80, 100];

/** For people: a line for each layer, then each finding with what repairs it. */
export function doctorTable({ stack, pre, layers }: DoctorReport, terminal: Terminal): string {
    const colours = createColors(terminal.colour);
    const wished = terminal.columns ?? USUAL_COLUMNS;
    const width = Math.min(Math.max(wished, LEAST_COLUMNS), MOST_COLUMNS);
    const question = pre ? "can `pulumi up` succeed?" : "does the mesh work?";
    const findings = layers.flatMap((layer) =>
        layer.findings.map((finding) => renderFinding(layer, finding, width, colours)),
    );
    return [
        colours.bold(`Stack ${stack}: ${question}`),
        "",
        renderLayers(layers, width, colours),
        ...findings.flatMap((finding) => ["", finding]),
        ...renderUnseen(layers, width),
        "",
        renderConclusion(layers, pre, colours),
    ].join("\n");
}

function renderLayers(layers: readonly LayerReport[], width: number, colours: Colours): string {
    const rows = layers.map((layer) => [layer.title, describeResult(layer), layer.scope]);
    const header = ["LAYER", "RESULT", "LOOKED AT"];
    const widest = (column: number) =>
        Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0));
    const paint: Record<LayerResult, (text: string) => string> = {
        ok: colours.green,
        incomplete: colours.yellow,
        warning: colours.yellow,
        error: colours.red,
    };
    const painted = layers.map((layer, index) => {
        const [title = "", result = "", scope = ""] = rows[index] ?? [];
        return [title, paint[layerResult(layer)](result), scope];
    });
    return columns([header, ...painted], [widest(0), widest(1)], width);
}

function renderFinding(
    { title }: LayerReport,
    { severity, code, where, what, why, remedy }: ReportedFinding,
    width: number,
    colours: Colours,
): string {
    const paint = severity === "error" ? colours.red : colours.yellow;
    const rows = [
        ["what", what],
        ["why", why],
        ["see", `docs/operations.md#${code}`],
    ];
    return [
        `${paint(severity.toUpperCase())}  ${title}: ${colours.bold(where)}`,
        indent(columns(rows, ["remedy".length], width - INDENT.length)),
        // Not wrapped: it is there to be copied.
        ...remedy
            .split("\n")
            .map(
                (line, index) =>
                    `${INDENT}${(index === 0 ? "remedy" : "").padEnd("remedy".length + GAP)}${colours.cyan(line)}`,
            ),
    ].join("\n");
}

/** What could not be looked at, each with all the layers that it is missing from. */
function renderUnseen(layers: readonly LayerReport[], width: number): string[] {
    const texts = [...new Set(layers.flatMap(({ notChecked }) => notChecked))];
    if (texts.length === 0) return [];
    const rows = texts.map((text) => {
        const titles = layers.filter(({ notChecked }) => notChecked.includes(text));
        return ["-", `${text} (${titles.map(({ title }) => title).join(", ")})`];
    });
    return ["", "Not looked at:", indent(columns(rows, [1], width - INDENT.length))];
}

function renderConclusion(layers: readonly LayerReport[], pre: boolean, colours: Colours): string {
    const counts = describeFindings(layers.flatMap(({ findings }) => findings));
    if (counts !== "") return colours.bold(`${counts}.`);
    if (layers.some(({ notChecked }) => notChecked.length > 0)) {
        return colours.yellow("Nothing is wrong in what could be looked at.");
    }
    const good = pre ? "Nothing is in the way of `pulumi up`." : "The mesh works.";
    return colours.green(`${good} Nothing was found in ${layers.length} layers.`);
}

/** Rows in columns of these widths; the last one has what is left and is wrapped between words. */
function columns(
    rows: readonly (readonly string[])[],
    widths: readonly number[],
    total: number,
): string {
    const left = total - widths.reduce((sum, width) => sum + width + GAP, 0);
    return plainTable(rows, [
        ...widths.map((width) => ({ width })),
        { width: left, paddingRight: 0, wrapWord: true },
    ]).trimEnd();
}
