import { RunError } from "@pulumi/pulumi/errors";
import { EXIT } from "./options/commandLine";

type Operation = (args: readonly string[], environment: NodeJS.ProcessEnv) => Promise<number>;

/* eslint-disable @typescript-eslint/no-require-imports --
   a command loads what it needs, and nothing of the others */
const OPERATIONS = new Map<string, () => Operation>([
    ["configure", () => (require("./configure") as typeof import("./configure")).configure],
    ["doctor", () => (require("./doctor") as typeof import("./doctor")).doctor],
    ["forget", () => (require("./forget") as typeof import("./forget")).forget],
    ["report", () => (require("./report") as typeof import("./report")).report],
    ["rotate", () => (require("./rotate") as typeof import("./rotate")).rotate],
    ["verify", () => (require("./verify") as typeof import("./verify")).verify],
]);
/* eslint-enable @typescript-eslint/no-require-imports */

async function main([name = "", ...args]: readonly string[]): Promise<number> {
    const operation = OPERATIONS.get(name);
    if (operation !== undefined) return operation()(args, process.env);
    console.error(`"${name}" is no operation; write one of ${[...OPERATIONS.keys()].join(", ")}`);
    return EXIT.failed;
}

main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        // All other errors are mistakes of the program, and their stack is what there is to report.
        console.error(RunError.isInstance(error) ? error.message : error);
        process.exitCode = EXIT.failed;
    },
);
