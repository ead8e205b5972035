import confirm from "@inquirer/confirm";
import input from "@inquirer/input";
import select from "@inquirer/select";
import { printable } from "../../components/printable";
import type { Question } from "./decisions";

/** Who is asked what nobody can see. */
export interface Terminal {
    readonly ask: (question: Question) => Promise<string>;
    readonly confirm: (message: string) => Promise<boolean>;
}

/** The operator at a terminal. Rejects with an `ExitPromptError` where they leave. */
export const OPERATOR: Terminal = {
    ask: ({ cluster, key, message, choices }) => {
        const prompt = { message: `${cluster}: ${printable(message)} (${key}):` };
        return choices.length === 0
            ? input({ ...prompt, required: true })
            : select({
                  ...prompt,
                  choices: choices.map((value) => ({ value, name: printable(value) })),
              });
    },
    confirm: (message) => confirm({ message, default: false }),
};
