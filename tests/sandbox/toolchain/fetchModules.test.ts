import assert from "node:assert/strict";
import { moduleFolders } from "../../../sandbox/toolchain/fetchModules";

const build = (name: string, module: string, withoutSumDatabase?: string) => ({
    part: { name, module, package: `./${name}`, ...(withoutSumDatabase && { withoutSumDatabase }) },
    folder: `/project/sandbox/${module}`,
    key: `${name}-1`,
    ldflags: "",
    from: "",
});

describe("moduleFolders", () => {
    it("has each folder once, in the order of the builds, with the packages of all its programs", () => {
        assert.deepEqual(
            moduleFolders([
                build("linkerd", "toolchain/linkerd", "example.org/linkerd2"),
                build("helm", "toolchain/helm"),
                build("controller", "toolchain/linkerd", "example.org/linkerd2"),
            ]),
            [
                {
                    name: "toolchain/linkerd",
                    folder: "/project/sandbox/toolchain/linkerd",
                    packages: ["./linkerd", "./controller"],
                    withoutSumDatabase: "example.org/linkerd2",
                },
                {
                    name: "toolchain/helm",
                    folder: "/project/sandbox/toolchain/helm",
                    packages: ["./helm"],
                },
            ],
        );
    });
});
