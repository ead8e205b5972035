import { printableLines } from "../../components/printable";
import type { Setting } from "../../stacks/survey/surveyProblem";
import { forStack } from "../report/forStack";
import { pulumi, rotate } from "../remedies/remedy";
import { setKey } from "../remedies/setKeys";
import type { StackOptions } from "../options/commandLine";
import type { AnchorOptions } from "./rotateOptions";

/** Prints lines that a terminal shows and does not obey. */
export function say(text: string): void {
    console.log(printableLines(text));
}

/** The commands of a step, as they are typed. Pure. */
export function commandsOf(settings: readonly Setting[], query: StackOptions): string {
    const commands = settings.map(({ path, value }) => setKey(path, value));
    return forStack([...commands, pulumi("up")], query);
}

/** How a rotation of the anchors that stopped goes on to the same end. Pure. */
export function again(
    query: StackOptions,
    { yes, restartAll, generation }: Required<AnchorOptions>,
): string {
    const words = [
        ...["anchor", "--generation", generation],
        ...(restartAll ? ["--restart", "all"] : []),
        ...(yes ? ["--yes"] : []),
    ];
    return `Run this afterwards. It goes on where it was:\n  ${forStack([rotate(...words)], query)}`;
}
