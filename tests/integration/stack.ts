import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { planAddresses } from "../../sandbox/settings/addresses";
import { adminKubeconfig } from "../../sandbox/cluster/files";
import { cliName } from "../../sandbox/linkerd/versions";
import { readSettings, type Settings } from "../../sandbox/settings/settings";
import { operation, type OperationResult } from "../../sandbox/stack/operations";
import { pulumiEnvironment } from "../../sandbox/stack/environment";
import { pulumi, pulumiArguments, type PulumiResult } from "../../sandbox/stack/pulumi";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { ensureToolchain, type Toolchain } from "../../sandbox/toolchain/toolchain";

/** One step of an update as `--json` prints it. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly newState?: { readonly type: string; readonly inputs?: Record<string, unknown> };
}

/** One resource of an exported stack. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly stackTrace?: readonly unknown[];
}

/** The sandbox of the suite and the program's stack on it. */
export class SandboxStack {
    public readonly settings: Settings;
    public readonly clusters;
    readonly #toolchain: Toolchain;

    private constructor(settings: Settings, toolchain: Toolchain) {
        this.settings = settings;
        this.#toolchain = toolchain;
        this.clusters = planAddresses(settings).clusters;
    }

    /** The sandbox that `npm run e2e` started. */
    public static async open(): Promise<SandboxStack> {
        const settings = readSettings(process.cwd(), process.env);
        return new SandboxStack(settings, await ensureToolchain(settings, "auto", () => undefined));
    }

    /** Version of Linkerd that was given to `npm run e2e`; none where it is the one that is built. */
    public static get givenLinkerd(): string | undefined {
        return process.env["E2E_LINKERD"] || undefined;
    }

    public get toolchain(): Toolchain {
        return this.#toolchain;
    }

    /** Path of a program of the toolchain. */
    public tool(name: string): string {
        return join(this.#toolchain.bin, name);
    }

    /** Folder of the programs of the toolchain. */
    public get toolFolder(): string {
        return this.#toolchain.bin;
    }

    /** Folder of Pulumi's plugins. */
    public get pulumiHome(): string {
        return this.#toolchain.pulumiHome;
    }

    public kubeconfig(cluster: string): string {
        return adminKubeconfig(this.settings, cluster);
    }

    /** Runs `pulumi` on the stack and returns what it printed; throws when it fails. */
    public async pulumi(...args: string[]): Promise<string> {
        return (await pulumi(this.settings, this.#toolchain, args)).stdout;
    }

    /** The program, the arguments and the variables of a run that somebody else starts. */
    public pulumiCommand(
        ...args: string[]
    ): [string, string[], Record<string, string | undefined>] {
        return [
            this.#toolchain.pulumi,
            pulumiArguments(this.settings, args),
            pulumiEnvironment(this.settings, this.#toolchain, process.env),
        ];
    }

    /** As {@link pulumi}, for commands that are expected to fail. */
    public async pulumiFails(...args: string[]): Promise<string> {
        const result = await pulumi(this.settings, this.#toolchain, args, { reject: false });
        if (result.exitCode === 0) throw new Error(`pulumi ${args.join(" ")} did not fail`);
        return `${result.stdout}\n${result.stderr}`;
    }

    /** Runs `pulumi` to its end, however that is; `onLine` hears what it prints as it is printed. */
    public watch(onLine: (line: string) => void, ...args: string[]): Promise<PulumiResult> {
        return pulumi(this.settings, this.#toolchain, args, { reject: false, onLine });
    }

    /** Runs an operation on the stack, whatever it finds. */
    public operation(
        name: "configure" | "doctor" | "forget" | "report" | "rotate" | "verify",
        ...args: string[]
    ): Promise<OperationResult> {
        return operation(this.settings, this.#toolchain, name, args);
    }

    public async kubectl(cluster: string, ...args: string[]): Promise<string> {
        const kubectl = this.tool("kubectl");
        return (await execa(kubectl, ["--kubeconfig", this.kubeconfig(cluster), ...args])).stdout;
    }

    /**
     * Runs the linkerd CLI, the one that was given if any, and returns the JSON it printed; its exit code
     * counts failed checks and is ignored. `linkerd check` prints one document for itself and one for each extension.
     */
    public async linkerd(cluster: string, ...args: string[]): Promise<unknown> {
        const given = SandboxStack.givenLinkerd;
        const { stdout } = await execa(
            this.tool(given === undefined ? "linkerd" : cliName({ linkerd: given })),
            ["--kubeconfig", this.kubeconfig(cluster), ...args, "--output=json"],
            { reject: false },
        );
        const [document = ""] = stdout.split(/\n(?=\{)/);
        return JSON.parse(document);
    }

    /** The steps of a preview, without the ones that leave a resource alone. */
    public async previewSteps(...flags: string[]): Promise<Step[]> {
        const printed = await this.pulumi("preview", "--json", ...flags);
        const { steps } = JSON.parse(printed) as { steps: Step[] };
        return steps.filter((step) => step.op !== "same" && step.op !== "read");
    }

    public async resources(...flags: string[]): Promise<StateResource[]> {
        const state = JSON.parse(await this.pulumi("stack", "export", ...flags)) as {
            deployment: { resources?: StateResource[] };
        };
        return state.deployment.resources ?? [];
    }

    /** Changes the stack's configuration file; returns a function that restores it. */
    public async configure(
        change: (config: Record<string, unknown>) => void,
    ): Promise<() => Promise<void>> {
        const file = stackConfigFile(this.settings);
        const before = await readFile(file, "utf8");
        const document = parse(before) as { config: Record<string, unknown> };
        change(document.config);
        await writeFile(file, stringify(document));
        return () => writeFile(file, before);
    }
}
