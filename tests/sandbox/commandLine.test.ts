import assert from "node:assert/strict";
import { parseCommandLine } from "../../sandbox/commandLine";

describe("parseCommandLine", () => {
    it("brings everything up when nothing is said", () => {
        assert.deepEqual(parseCommandLine([]), {
            command: "up",
            toolchain: "auto",
            stack: true,
            help: false,
        });
    });

    it("reads commands and flags", () => {
        assert.deepEqual(parseCommandLine(["up", "--no-stack", "--toolchain", "built"]), {
            command: "up",
            toolchain: "built",
            stack: false,
            help: false,
        });
    });

    const mistakes: [string[], string][] = [
        [["start"], '"start" is no command; write one of up, down, status, reset'],
        [["down", "now"], '"now" is too much; write one command'],
        [["--toolchain=new"], '--toolchain is "new"; write one of auto, installed, built'],
        [["status", "--no-stack"], "--no-stack only goes with up, not with status"],
        [["--fast"], "Unknown option '--fast'. \"npm run sandbox -- --help\" lists the flags"],
        [
            ["--toolchain"],
            "Option '--toolchain <value>' argument missing. \"npm run sandbox -- --help\" lists the flags",
        ],
    ];
    for (const [args, message] of mistakes) {
        it(`answers "${args.join(" ")}" with what to write`, () => {
            assert.throws(() => parseCommandLine(args), new Error(message));
        });
    }
});
