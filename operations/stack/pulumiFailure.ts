/** What pulumi says, and what is to be done about it. The first that matches is told. */
const KNOWN: readonly { readonly said: RegExp; readonly told: string }[] = [
    {
        said: /^ENOENT$/,
        told: "pulumi is not installed, or not in PATH; see https://www.pulumi.com/docs/install",
    },
    {
        said: /^ETIMEDOUT$/,
        told: "pulumi did not end within 120 s; `pulumi stack` shows what it waits for, which is most often where the stack is kept (`pulumi whoami --verbose`)",
    },
    {
        said: /no stack selected/,
        told: "no stack is selected; type `pulumi stack select NAME`, or say which with --stack NAME",
    },
    {
        said: /PULUMI_ACCESS_TOKEN must be set/,
        told: "pulumi is not logged in; type `pulumi login`, or set PULUMI_BACKEND_URL to where the stack is kept",
    },
    {
        said: /incorrect passphrase|bad passphrase|message authentication failed/,
        told: "the passphrase of the stack is wrong; set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the one that it was made with",
    },
    {
        said: /passphrase must be set/,
        told: "the passphrase of the stack is not given; set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE",
    },
    {
        said: /no Pulumi\.yaml project file found/,
        told: "there is no Pulumi.yaml in the project's folder; run this in a complete checkout",
    },
];

/**
 * Why a run of pulumi failed, as one sentence for the operator. Pure.
 *
 * `said` is its error output alone, as the standard output may hold secrets, ENOENT where there is
 * no pulumi, or ETIMEDOUT where it did not end. `stopped` is what did not happen for it.
 */
export function pulumiFailure(
    args: readonly string[],
    said: string,
    stopped = "Nothing was looked at",
): string {
    const known = KNOWN.find((candidate) => candidate.said.test(said));
    if (known !== undefined) return `${stopped}: ${known.told}.`;
    const missing = /no stack named '([^']*)' found/.exec(said)?.[1];
    if (missing !== undefined) {
        return `${stopped}: there is no stack "${missing}"; \`pulumi stack ls\` lists them.`;
    }
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    const first = lines.find((line) => line.startsWith("error: ")) ?? lines[0];
    const told = first?.replace(/^error: /, "") ?? "it said nothing";
    return `${stopped}: \`pulumi ${args.join(" ")}\` failed: ${told}`;
}
