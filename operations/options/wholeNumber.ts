import { InvalidArgumentError } from "commander";

/** A text that is a whole number in these limits; undefined where it is none. Pure. */
export function wholeNumber(
    text: string | undefined,
    least: number,
    most: number,
): number | undefined {
    const value = Number(text);
    return /^\d{1,9}$/.test(text ?? "") && value >= least && value <= most ? value : undefined;
}

/** Parses the value of an option that is a whole number in these limits. */
export function wholeNumberOption(least: number, most: number) {
    return (text: string): number => {
        const value = wholeNumber(text, least, most);
        if (value !== undefined) return value;
        throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    };
}
