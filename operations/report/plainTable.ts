import { getBorderCharacters, table, type ColumnUserConfig } from "table";

/** Spaces between columns. */
export const GAP = 2;

/** Rows in columns without lines, and without spaces at the ends of lines. */
export function plainTable(
    rows: readonly (readonly string[])[],
    columns: Readonly<Record<number, ColumnUserConfig>>,
): string {
    return table(rows, {
        border: getBorderCharacters("void"),
        columnDefault: { paddingLeft: 0, paddingRight: GAP },
        columns,
        drawHorizontalLine: () => false,
    })
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}
