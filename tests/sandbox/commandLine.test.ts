import assert from "node:assert/strict";
import { parseCommandLine } from "../../sandbox/commandLine";

describe("parseCommandLine", () => {
    it("brings everything up when nothing is said", () => {
        assert.deepEqual(parseCommandLine([]), {
            command: "up",
            toolchain: "auto",
            stack: true,
            add: false,
            help: false,
        });
    });

    it("reads commands and flags", () => {
        assert.deepEqual(parseCommandLine(["up", "--no-stack", "--toolchain", "built"]), {
            command: "up",
            toolchain: "built",
            stack: false,
            add: false,
            help: false,
        });
    });

    it("reads a version of Linkerd and the folder with its parts", () => {
        assert.deepEqual(parseCommandLine(["--linkerd", "edge-26.7.1", "--linkerd-from=/parts"]), {
            command: "up",
            toolchain: "auto",
            stack: true,
            linkerd: "edge-26.7.1",
            linkerdFrom: "/parts",
            add: false,
            help: false,
        });
    });

    it("reads how many clusters there shall be", () => {
        assert.deepEqual(parseCommandLine(["--clusters", "3", "--add"]), {
            command: "up",
            toolchain: "auto",
            stack: true,
            clusters: 3,
            add: true,
            help: false,
        });
    });

    const mistakes: [string[], string][] = [
        [["start"], '"start" is no command; write one of up, down, status, reset'],
        [["down", "now"], '"now" is too much; write one command'],
        [["--toolchain=new"], '--toolchain is "new"; write one of auto, installed, built'],
        [["status", "--no-stack"], "--no-stack only goes with up, not with status"],
        [
            ["--linkerd=2.20"],
            '--linkerd is "2.20"; write edge-25.10.7 or edge-26.7.1, or leave it out for stable-2.14.10, which is built here',
        ],
        [
            ["--linkerd-from=x"],
            "--linkerd-from only goes with --linkerd, which says what is in the folder",
        ],
        [["down", "--linkerd=edge-26.7.1"], "--linkerd only goes with up, not with down"],
        [["--clusters=1"], '--clusters is "1"; write a number from 2 to 9'],
        [["--clusters=10"], '--clusters is "10"; write a number from 2 to 9'],
        [["--add"], "--add only goes with --clusters, which says how many there shall be"],
        [["status", "--add"], "--add only goes with up, not with status"],
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
