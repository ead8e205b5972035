/**
 * p-value below which the share of the answers does not go together with the weights. A mesh that
 * works fails one run in ten thousand because of it.
 */
export const SIGNIFICANCE = 0.0001;

/** How often chance alone has such an outcome, in words. Pure. */
export function byChance(pValue: number): string {
    return pValue < 1e-6
        ? "less than once in a million runs"
        : `once in ${Math.round(1 / pValue)} runs`;
}

/** A share from 0 to 1, in percent. Pure. */
export function percent(share: number): string {
    return `${(share * 100).toFixed(1)} %`;
}

/**
 * What is to be said of clusters with a weight that gave none of all answers, the attempts before included.
 * It is a problem where chance does not explain it, and a note where it does. Pure.
 */
export function silence(
    expected: Readonly<Record<string, number>>,
    hasAnswered: (cluster: string) => boolean,
    asked: number,
): { readonly problems: readonly string[]; readonly notes: readonly string[] } {
    const silent = Object.entries(expected).filter(
        ([cluster, share]) => share > 0 && !hasAnswered(cluster),
    );
    const isChance = (share: number) => (1 - share) ** asked >= SIGNIFICANCE;
    return {
        problems: silent
            .filter(([, share]) => !isChance(share))
            .map(
                ([cluster, share]) =>
                    `${cluster} never answered, and its weight is ${percent(share)}`,
            ),
        notes: silent
            .filter(([, share]) => isChance(share))
            .map(
                ([cluster]) =>
                    `${cluster} never answered: with its weight that may be chance, and more requests tell`,
            ),
    };
}
