import { parseDocument } from "yaml";

/**
 * The value of a YAML text, or the line where it stops being YAML.
 * Never with the parser's message: it quotes the text, which may be a key or a token.
 */
export function readYaml(
    text: string,
): { readonly value: unknown } | { readonly line: number | undefined } {
    const document = parseDocument(text);
    try {
        if (document.errors.length === 0) return { value: document.toJS() };
    } catch {
        // An alias without its anchor is seen only here.
    }
    return { line: document.errors[0]?.linePos?.[0].line };
}
