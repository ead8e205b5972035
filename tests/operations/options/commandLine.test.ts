import { Command } from "commander";
import assert from "node:assert/strict";
import { parseCommandLine, withSharedOptions } from "../../../operations/options/commandLine";

describe("the command line of an operation", () => {
    let said: string;
    let command: Command;

    beforeEach(() => {
        said = "";
        const note = (text: string) => {
            said += text;
        };
        command = withSharedOptions(new Command("npm run doctor --")).configureOutput({
            writeOut: note,
            writeErr: note,
        });
    });

    it("has the table of the selected stack when nothing is said", () => {
        assert.equal(parseCommandLine(command, []), undefined);
        assert.deepEqual(command.opts(), { output: "table" });
    });

    it("takes stack, file and format", () => {
        const args = ["--stack", "dev", "--config-file=a.yaml", "--output", "junit"];
        assert.equal(parseCommandLine(command, args), undefined);
        assert.deepEqual(command.opts(), { stack: "dev", configFile: "a.yaml", output: "junit" });
    });

    it("ends well with its help", () => {
        assert.equal(parseCommandLine(command, ["--help"]), 0);
        assert.match(said, /^Usage: npm run doctor -- \[options\]\n/);
    });

    const mistakes: [string[], string][] = [
        [["--outptu", "json"], "error: unknown option '--outptu'\n(Did you mean --output?)\n"],
        [
            ["--output", "xml"],
            "error: option '--output <format>' argument 'xml' is invalid. Allowed choices are table, json, junit.\n",
        ],
        [["--stack"], "error: option '--stack <name>' argument missing\n"],
        [["dev"], "error: too many arguments. Expected 0 arguments but got 1.\n"],
    ];
    for (const [args, message] of mistakes) {
        it(`answers "${args.join(" ")}" with what is wrong, and ends with 2`, () => {
            assert.equal(parseCommandLine(command, args), 2);
            assert.equal(said, message);
        });
    }
});
