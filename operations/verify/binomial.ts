import { gammaln } from "simple-statistics";

/** Logarithm of the chance of exactly `successes` among `trials`. */
function logChance(successes: number, trials: number, probability: number): number {
    return (
        gammaln(trials + 1) -
        gammaln(successes + 1) -
        gammaln(trials - successes + 1) +
        successes * Math.log(probability) +
        (trials - successes) * Math.log1p(-probability)
    );
}

/**
 * p-value of the exact two-sided binomial test: the chance, if each trial succeeds with
 * `probability`, of an outcome that is no more likely than the one that was seen.
 *
 * Not simple-statistics' binomialDistribution: it ends where 0.0001 of the chance is left, which is
 * the very part that a small p-value adds up.
 */
export function binomialTest(successes: number, trials: number, probability: number): number {
    if (trials === 0) return 1;
    if (probability <= 0 || probability >= 1) {
        return successes === (probability <= 0 ? 0 : trials) ? 1 : 0;
    }
    // As R does: outcomes that are as likely, but for rounding, count.
    const limit = logChance(successes, trials, probability) + 1e-7;
    const chances = Array.from({ length: trials + 1 }, (_, count) =>
        logChance(count, trials, probability),
    );
    const total = chances
        .filter((chance) => chance <= limit)
        .reduce((sum, chance) => sum + Math.exp(chance), 0);
    return Math.min(1, total);
}
