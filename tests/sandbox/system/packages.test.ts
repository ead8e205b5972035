import assert from "node:assert/strict";
import {
    describeMissing,
    isDebian,
    missingPackages,
    PACKAGES,
} from "../../../sandbox/system/packages";

const ubuntu = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const missing = missingPackages((proof) => proof !== "runc" && proof !== "ip");

describe("missingPackages", () => {
    it("asks for programs, not for packages: others may have installed them", () => {
        assert.deepEqual(
            missing.map((each) => each.package),
            ["runc", "iproute2"],
        );
    });

    it("has one row for each package", () => {
        const names = PACKAGES.map((each) => each.package);
        assert.deepEqual(names, [...new Set(names)]);
    });
});

describe("isDebian", () => {
    const cases: [string, boolean][] = [
        ["ID=debian\n", true],
        [ubuntu, true],
        ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
        ["ID=fedora\n", false],
        ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\nHOME_URL="https://debian.example"\n', false],
    ];
    for (const [text, expected] of cases) {
        it(`is ${String(expected)} for ${text.split("\n").join(" ")}`, () => {
            assert.equal(isDebian(text), expected);
        });
    }
});

describe("describeMissing", () => {
    it("is one command on Debian and Ubuntu", () => {
        assert.equal(
            describeMissing(missing, ubuntu),
            "System packages are missing. Install them, then run the same command again:\n" +
                "    sudo apt-get install --yes runc iproute2",
        );
    });

    it("names programs and their use elsewhere", () => {
        assert.equal(
            describeMissing(missing, "ID=fedora\n"),
            "Programs are missing. Install them with this system's package manager:\n" +
                "    runc (package runc of Debian): starts containers for containerd\n" +
                "    ip (package iproute2 of Debian): makes namespaces, links and routes",
        );
    });
});
