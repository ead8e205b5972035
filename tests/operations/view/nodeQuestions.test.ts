import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { NODE_COMMAND, NODE_QUESTIONS, readAnswers } from "../../../operations/view/nodeQuestions";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const RULES = '-P PREROUTING ACCEPT\n-A PREROUTING -m comment --comment "two words" -j X\n';

describe("readAnswers", () => {
    it("reads what sudo says in English, which a Korean node says only when it is told to", () => {
        assert.equal(NODE_COMMAND, "env LC_ALL=C sudo -n timeout 30 bash -s");
    });

    it("reads everything that is there", () => {
        const stdout = [
            `natRules ${base64(RULES)}`,
            `interfaces ${base64("Inter-|   Receive\n face |bytes\n    lo: 1 2\nens3.5: 1 2\n")}`,
            `rulesFile ${base64("*nat\n")}`,
            `loaderFile ${base64("#!/bin/bash\n")}`,
            `unitFile ${base64("[Unit]\n")}`,
            "unitEnabled",
            "systemd",
            "end",
            "",
        ].join("\n");
        assert.deepEqual(readAnswers({ stdout, stderr: "" }, "ubuntu"), {
            seen: {
                natRules: RULES,
                interfaces: ["lo", "ens3.5"],
                rulesFile: "*nat\n",
                loaderFile: "#!/bin/bash\n",
                unitFile: "[Unit]\n",
                unitEnabled: true,
                systemd: true,
            },
        });
    });

    it("leaves out what is not there", () => {
        const stdout = `natRules ${base64(RULES)}\nend\n`;
        assert.deepEqual(readAnswers({ stdout, stderr: "a warning\n" }, "ubuntu"), {
            seen: {
                natRules: RULES,
                interfaces: [],
                unitEnabled: false,
                systemd: false,
            },
        });
    });

    it("tells an empty file from one that is not there", () => {
        const stdout = `natRules ${base64(RULES)}\nrulesFile \nend\n`;
        const look = readAnswers({ stdout, stderr: "" }, "ubuntu");
        assert.equal("seen" in look ? look.seen.rulesFile : undefined, "");
    });

    for (const [what, stdout, stderr, failure] of [
        [
            "a sudo that asks for a password",
            "",
            "sudo: a password is required\n",
            { failure: "sudo asks ubuntu for a password", kind: "sudo" },
        ],
        [
            "a sudo that asks for a terminal",
            "",
            "sudo: sorry, you must have a tty to run sudo\n",
            { failure: "sudo asks ubuntu for a terminal", kind: "terminal" },
        ],
        [
            "no iptables",
            "",
            "iptables is not installed\n",
            { failure: "iptables is not installed", kind: "iptables" },
        ],
        [
            "the last words of a shell that broke off",
            `natRules ${base64(RULES)}\n`,
            "warning\nKilled\n",
            { failure: "Killed" },
        ],
        ["a shell that says nothing", "", "", { failure: "the shell on it ends without a word" }],
    ] as const) {
        it(`tells ${what}`, () => {
            assert.deepEqual(readAnswers({ stdout, stderr }, "ubuntu"), failure);
        });
    }
});

describe("the script that looks at a node", () => {
    let folder: string;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "node-questions-"));
    });

    after(async () => {
        await rm(folder, { recursive: true });
    });

    /** Runs it with an iptables of ours, and without what a node's files may be; as no user but ours. */
    async function ask(iptables: string | undefined) {
        const bin = await mkdtemp(join(folder, "bin-"));
        if (iptables !== undefined) {
            await writeFile(join(bin, "iptables"), `#!/bin/bash\n${iptables}\n`, { mode: 0o755 });
        }
        // Bash itself and base64, whose folder may hold an iptables as well.
        const { stdout: base64Path } = await execa("which", ["base64"]);
        await writeFile(join(bin, "base64"), `#!/bin/bash\nexec ${base64Path} "$@"\n`, {
            mode: 0o755,
        });
        const input = NODE_QUESTIONS.replace(/^PATH=.*$/m, `PATH=${bin}:/no`).replaceAll(
            /\/(etc|usr|run)\//g,
            `${bin}/$1/`,
        );
        return execa("bash", ["-s"], { input, reject: false });
    }

    it("asks for the nat table and changes nothing", async () => {
        const { stdout: lines } = await execa("sed", ["1,2d; s/:.*//; s/^ *//", "/proc/net/dev"]);
        const ownInterfaces = lines.split("\n");
        const { stdout } = await ask(`[ "$*" = "-w 10 -t nat -S" ] && printf '%s' '${RULES}'`);
        const look = readAnswers({ stdout, stderr: "" }, "ubuntu");
        assert.deepEqual(look, {
            seen: {
                natRules: RULES,
                interfaces: ownInterfaces,
                unitEnabled: false,
                systemd: false,
            },
        });
    });

    it("says that there is no iptables", async () => {
        const { stdout, stderr } = await ask(undefined);
        assert.deepEqual(readAnswers({ stdout, stderr }, "ubuntu"), {
            failure: "iptables is not installed",
            kind: "iptables",
        });
    });

    it("says what iptables says", async () => {
        const { stdout, stderr } = await ask(
            "echo 'Permission denied (you must be root)' >&2; exit 4",
        );
        assert.deepEqual(readAnswers({ stdout, stderr }, "ubuntu"), {
            failure: "Permission denied (you must be root)",
        });
    });
});
