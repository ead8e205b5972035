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

    it("takes any one of several proofs: the path of a Python module has its version", () => {
        const without = (proofs: readonly string[]) =>
            missingPackages((proof) => !proof.includes("ensurepip") || proofs.includes(proof));
        assert.deepEqual(without(["/usr/lib/python3.12/ensurepip/__init__.py"]), []);
        assert.deepEqual(
            without([]).map((each) => each.package),
            ["python3-venv"],
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

    it("names every proof that is enough", () => {
        const venv = PACKAGES.filter((each) => each.package === "python3-venv");
        assert.equal(
            describeMissing(venv, "ID=fedora\n"),
            "Programs are missing. Install them with this system's package manager:\n" +
                "    /usr/lib/python3.11/ensurepip/__init__.py or /usr/lib/python3.12/ensurepip/__init__.py" +
                " or /usr/lib/python3.13/ensurepip/__init__.py or /usr/lib64/python3.13/ensurepip/__init__.py" +
                " (package python3-venv of Debian): holds Keystone and Neutron",
        );
    });
});
