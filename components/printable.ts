import { stripVTControlCharacters } from "node:util";

/**
 * What was seen, as one line that a terminal shows and does not obey: without escape sequences,
 * control characters, and characters that are invisible or turn the direction of others. Pure.
 */
export function printable(text: string): string {
    return stripVTControlCharacters(text)
        .replace(/[\p{Cf}]/gu, "")
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

/** As {@link printable}, line by line. Pure. */
export function printableLines(text: string): string {
    return text.split("\n").map(printable).join("\n");
}
