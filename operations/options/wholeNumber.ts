import { InvalidArgumentError } from "commander";

/** Parses the value of an option that is a whole number in these limits. */
export function wholeNumber(least: number, most: number) {
    return (text: string): number => {
        const value = Number(text);
        if (/^\d+$/.test(text) && value >= least && value <= most) return value;
        throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    };
}
