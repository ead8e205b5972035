import { printableLines } from "../../components/printable";
import type { Setting } from "../../stacks/survey/surveyProblem";
import { forStack } from "../report/forStack";
import { pulumi } from "../remedies/remedy";
import { setKey } from "../remedies/setKeys";
import type { StackQuery } from "../stack/readStack";

/** How a rotation that stopped goes on. */
export const AGAIN = "Run this again afterwards: it goes on where it was.";

/** Prints lines that a terminal shows and does not obey. */
export function say(text: string): void {
    console.log(printableLines(text));
}

/** The commands of a step, as they are typed. Pure. */
export function commandsOf(settings: readonly Setting[], query: StackQuery): string {
    const commands = settings.map(({ path, value }) => setKey(path, value));
    return forStack([...commands, pulumi("up")], query);
}
