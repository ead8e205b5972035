import { RunError } from "@pulumi/pulumi";
import { EXIT } from "./options/commandLine";
import { configure } from "./configure";
import { doctor } from "./doctor";
import { forget } from "./forget";
import { report } from "./report";
import { rotate } from "./rotate";
import { verify } from "./verify";

type Operation = (args: readonly string[], environment: NodeJS.ProcessEnv) => Promise<number>;

const OPERATIONS = new Map<string, Operation>([
    ["configure", configure],
    ["doctor", doctor],
    ["forget", forget],
    ["report", report],
    ["rotate", rotate],
    ["verify", verify],
]);

async function main([name = "", ...args]: readonly string[]): Promise<number> {
    const operation = OPERATIONS.get(name);
    if (operation !== undefined) return operation(args, process.env);
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
