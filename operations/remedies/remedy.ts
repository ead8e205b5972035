import { sh, type ShellText, type Word } from "../../components/shell";

/** A command of pulumi; which stack it is for is said when it is shown. */
export interface PulumiCommand {
    readonly pulumi: "up" | "config set" | "config rm";
    /** What follows the flags of the stack. */
    readonly words: ShellText;
    /** Variables for this run alone. */
    readonly environment?: ShellText;
}

/** A command of this project; which stack it is for is said when it is shown. */
export interface ProjectCommand {
    readonly npm: "rotate";
    readonly words: ShellText;
}

/** Lines to type, in order; text is of any other program, and of a shell. */
export type Remedy = readonly RemedyLine[];
export type RemedyLine = ShellText | PulumiCommand | ProjectCommand;

/** A command of pulumi for the stack that was looked at. */
export function pulumi(
    subcommand: PulumiCommand["pulumi"],
    ...words: readonly Word[]
): PulumiCommand {
    return { pulumi: subcommand, words: sh`${words}` };
}

/** `npm run rotate` for the stack that was looked at. */
export function rotate(...words: readonly Word[]): ProjectCommand {
    return { npm: "rotate", words: sh`${words}` };
}
