/**
 * Whether a report on this stream is coloured: on a terminal, unless NO_COLOR says something
 * (https://no-color.org). Pure.
 *
 * Always a boolean: of a pipe Node.js has no `isTTY`, and picocolors decides by CI and FORCE_COLOR
 * where it is told `undefined`.
 */
export function usesColour(
    { isTTY = false }: { readonly isTTY?: boolean },
    environment: NodeJS.ProcessEnv,
): boolean {
    return isTTY && !environment["NO_COLOR"];
}
