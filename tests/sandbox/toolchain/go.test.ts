import assert from "node:assert/strict";
import { describeMissingGo } from "../../../sandbox/toolchain/go";

const debian12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
const ubuntu = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n';
const missing = Object.assign(new Error("spawn go ENOENT"), {
    command: "go version",
    shortMessage: "Command failed with ENOENT: go version",
    code: "ENOENT",
});
const old = Object.assign(new Error("failed"), {
    command: "go version",
    shortMessage: "Command failed with exit code 1",
    stderr: "go: go.mod requires go >= 1.26 (running go 1.24.1; GOTOOLCHAIN=local)\n",
});

describe("describeMissingGo", () => {
    it("says that there is no go, and the command to type on Ubuntu", () => {
        assert.equal(
            describeMissingGo(missing, ubuntu),
            "The sandbox builds programs with Go 1.26, and there is no go on PATH.\n" +
                "Install it, then run the same command again:\n" +
                "    sudo apt-get install --yes golang-go && go env -w GOTOOLCHAIN=auto",
        );
    });

    it("repeats what a too old go says", () => {
        assert.match(
            describeMissingGo(old, ubuntu),
            /^The sandbox builds programs with Go 1\.26; the go on PATH says: go: go\.mod requires go >= 1\.26/,
        );
    });

    it("does not offer Debian 12 its own Go, which cannot fetch a newer one", () => {
        assert.match(describeMissingGo(missing, debian12), / -t bookworm-backports golang-go /);
    });

    it("names the place to look at on other systems", () => {
        assert.match(
            describeMissingGo(missing, "ID=fedora\n"),
            /see https:\/\/go\.dev\/doc\/install/,
        );
    });
});
