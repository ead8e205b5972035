import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { LOADER } from "../../../components/nodes/loader";
import { nodeCommand, nodeScript } from "../../../components/nodes/nodeScript";

// That the script does what it says is seen in tests/integration/nodeScript.test.ts.

const ROUTES = [
    { peer: "west", privateAddress: "192.168.0.150", floatingAddress: "203.0.113.30" },
    { peer: "south", privateAddress: "192.168.0.151", floatingAddress: "203.0.113.31" },
];

function syntaxErrors(script: string): string {
    return spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr;
}

describe("nodeCommand", () => {
    it("asks for no password, ends by itself, and reads the script from its input", () => {
        assert.equal(nodeCommand("apply"), "sudo -n timeout 60 bash -s -- apply");
        assert.equal(nodeCommand("remove"), "sudo -n timeout 60 bash -s -- remove");
    });
});

describe("nodeScript", () => {
    it("is what bash reads, and so is the loader in it", () => {
        assert.equal(syntaxErrors(nodeScript(ROUTES, 1)), "");
        assert.equal(syntaxErrors(LOADER), "");
        assert.notEqual(syntaxErrors("if"), "");
    });

    it("names the revision, the only difference that a higher one makes", () => {
        const [first, ...rest] = nodeScript(ROUTES, 1).split("\n");
        const [second, ...same] = nodeScript(ROUTES, 2).split("\n");
        assert.deepEqual([first, second], ["# Revision 1", "# Revision 2"]);
        assert.deepEqual(same, rest);
    });

    it("does not depend on the order of the links", () => {
        assert.equal(nodeScript([...ROUTES].reverse(), 1), nodeScript(ROUTES, 1));
    });

    it("runs nothing before its last line, in case the rest does not arrive", () => {
        const lines = nodeScript(ROUTES, 1).trimEnd().split("\n");
        assert.equal(
            lines.at(-1),
            'case "${1-}" in apply | remove) "$1" ;; *) fail "write apply or remove" ;; esac',
        );
    });

    it("refuses another verb on the node", () => {
        const { status, stdout } = spawnSync("bash", ["-s", "--", "reboot"], {
            input: nodeScript(ROUTES, 1),
            encoding: "utf8",
        });
        assert.deepEqual([status, stdout], [1, ""]);
    });
});
