import assert from "node:assert/strict";
import { pulumiFailure } from "../../../operations/stack/pulumiFailure";

describe("a run of pulumi that failed", () => {
    const cases: [string, string][] = [
        [
            "ENOENT",
            "pulumi is not installed, or not in PATH; see https://www.pulumi.com/docs/install.",
        ],
        [
            "ETIMEDOUT",
            "pulumi did not end within 120 s; `pulumi stack` shows what it waits for, which is most often where the stack is kept (`pulumi whoami --verbose`).",
        ],
        [
            "error: no stack selected; please use `pulumi stack select` or `pulumi stack init` to choose one",
            "no stack is selected; type `pulumi stack select NAME`, or say which with --stack NAME.",
        ],
        [
            "error: no stack named 'production' found",
            'there is no stack "production"; `pulumi stack ls` lists them.',
        ],
        [
            "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
            "pulumi is not logged in; type `pulumi login`, or set PULUMI_BACKEND_URL to where the stack is kept.",
        ],
        [
            "error: incorrect passphrase",
            "the passphrase of the stack is wrong; set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the one that it was made with.",
        ],
        [
            'error: constructing secrets manager of type "passphrase": constructing secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables',
            "the passphrase of the stack is not given; set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE.",
        ],
        [
            "warning: something\nerror: the backend is on fire\nand more",
            "`pulumi config --json` failed: the backend is on fire",
        ],
        ["", "`pulumi config --json` failed: it said nothing"],
    ];
    for (const [said, told] of cases) {
        it(`is told in one line: ${told}`, () => {
            assert.equal(
                pulumiFailure(["config", "--json"], said),
                `Nothing was looked at: ${told}`,
            );
        });
    }
});
