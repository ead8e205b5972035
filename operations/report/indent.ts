/** What stands before a line that belongs to the one above. */
export const INDENT = "  ";

/** Every line of a text, indented. Pure. */
export function indent(text: string): string {
    return text.replace(/^/gm, INDENT);
}
