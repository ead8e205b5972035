import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PARTS } from "../../../sandbox/toolchain/parts";
import { pinnedPlugins, pluginOf, pluginProgram } from "../../../sandbox/toolchain/pulumiHome";

const packageJson = JSON.stringify({
    dependencies: {
        "@pulumi/pulumi": "3.248.0",
        "@pulumi/tls": "5.6.1",
        "@pulumi/command": "1.2.1",
        zod: "4.6.7",
    },
});

describe("pinnedPlugins", () => {
    it("takes the providers of package.json, not the SDK and nothing of others", () => {
        assert.deepEqual(pinnedPlugins(packageJson), [
            { name: "tls", version: "5.6.1" },
            { name: "command", version: "1.2.1" },
        ]);
    });
});

describe("pluginProgram", () => {
    it("is the path where the engine looks before it looks at PATH", () => {
        assert.equal(
            pluginProgram({ name: "tls", version: "5.6.1" }),
            "plugins/resource-tls-v5.6.1/pulumi-resource-tls",
        );
    });
});

describe("pluginOf", () => {
    const part = { name: "pulumi-resource-gcp", module: "x", package: "." };

    it("is nothing for a program that is no plugin", () => {
        assert.equal(pluginOf(part, pinnedPlugins(packageJson)), undefined);
    });

    it("fails for a plugin whose package is not pinned", () => {
        assert.throws(
            () => pluginOf({ ...part, plugin: "@pulumi/gcp" }, pinnedPlugins(packageJson)),
            new Error("package.json names no version of @pulumi/gcp for pulumi-resource-gcp"),
        );
    });
});

// The engine compares what a plugin answers with the version that the SDK asks for, and warns.
describe("the plugins of the toolchain", () => {
    const pinned = pinnedPlugins(readFileSync("package.json", "utf8"));
    const source: Record<string, string> = {
        tls: "sandbox/toolchain/bridge/tls/main.go",
        openstack: "sandbox/toolchain/bridge/openstack/main.go",
        kubernetes: "sandbox/toolchain/kubernetes-provider/main.go",
        command: "sandbox/toolchain/command/main.go",
    };
    for (const part of PARTS.filter(({ plugin }) => plugin !== undefined)) {
        it(`${part.name} answers with the version in package.json`, () => {
            const plugin = pluginOf(part, pinned);
            const code = readFileSync(source[plugin?.name ?? ""] ?? "", "utf8");
            assert.ok(code.includes(`"${plugin?.version ?? ""}"`), `${part.name} is out of date`);
        });
    }
});
