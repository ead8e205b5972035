import assert from "node:assert/strict";
import { readSettings } from "../../../sandbox/settings/settings";
import { describeFailure, isOutcome, pulumiArguments } from "../../../sandbox/stack/pulumi";

const settings = readSettings("/project", {});
const quiet = ["--non-interactive", "--color", "never"];

describe("pulumiArguments", () => {
    it("hands the configuration to commands that read it", () => {
        assert.deepEqual(pulumiArguments(settings, ["up", "--yes"]), [
            "up",
            "--yes",
            "--config-file",
            "/project/.sandbox/Pulumi.sandbox.yaml",
            ...quiet,
        ]);
    });

    it("does not hand it to commands that refuse the flag", () => {
        assert.deepEqual(pulumiArguments(settings, ["stack", "export"]), [
            "stack",
            "export",
            ...quiet,
        ]);
    });
});

describe("describeFailure", () => {
    it("shows the diagnostics and neither progress nor outputs", () => {
        const stdout = [
            "Updating (sandbox):",
            " +  pulumi:pulumi:Stack a creating (0s)",
            "Diagnostics:",
            "  pulumi:pulumi:Stack (a):",
            "    error: clusters[0].name is wrong",
            "",
            "Outputs:",
            "  trustAnchor: x",
        ].join("\n");
        assert.equal(
            describeFailure(["up", "--yes"], stdout, ""),
            "pulumi up --yes failed:\nDiagnostics:\n  pulumi:pulumi:Stack (a):\n" +
                "    error: clusters[0].name is wrong",
        );
    });

    it("shows what there is when the engine fails before it has diagnostics", () => {
        assert.equal(
            describeFailure(["preview"], "", "error: incorrect passphrase"),
            "pulumi preview failed:\nerror: incorrect passphrase",
        );
    });
});

describe("isOutcome", () => {
    const cases: [string, boolean][] = [
        [" +  kubernetes:core/v1:Namespace a created (0.01s)", true],
        [" +- kubernetes:core/v1:Secret a replaced (0.01s)", true],
        [" -  tls:index:PrivateKey k deleted (0.01s)", true],
        [" ~  kubernetes:helm.sh/v3:Release r updating (0s) error: timed out", true],
        ["    warning: the plugin is old", true],
        [" +  kubernetes:core/v1:Namespace a creating (0s)", false],
        ["@ updating....", false],
        ["    trustAnchor: x", false],
    ];
    for (const [line, expected] of cases) {
        it(`${expected ? "shows" : "leaves out"} "${line.trim()}"`, () => {
            assert.equal(isOutcome(line), expected);
        });
    }
});
