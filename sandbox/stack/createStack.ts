import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { planAddresses } from "../settings/addresses";
import type { ServedCharts } from "../charts/serve";
import type { Settings } from "../settings/settings";
import type { Toolchain } from "../toolchain/toolchain";
import { backendFolder, environmentFile, passphraseFile, renderEnvironment } from "./environment";
import { pulumi } from "./pulumi";
import { PROJECT, renderStackConfig, STACK, stackConfigFile } from "./stackConfig";

/** Makes the stack with its state, passphrase and configuration in the state folder, and env.sh. */
export async function createStack(
    settings: Settings,
    toolchain: Toolchain,
    charts: ServedCharts,
    linkerd?: string,
): Promise<void> {
    const { stateDir } = settings;
    const plan = planAddresses(settings);
    await mkdir(backendFolder(settings), { recursive: true, mode: 0o700 });
    if (!existsSync(passphraseFile(settings))) {
        const passphrase = randomBytes(24).toString("base64url");
        await writeFile(passphraseFile(settings), passphrase, { mode: 0o600 });
    }
    // `stack select` has no --config-file and writes the encryption salt beside the Pulumi.yaml it
    // finds; with one in the state folder that is the file that all other commands are given.
    const project = { name: PROJECT, runtime: "nodejs", description: "Holds the stack's salt." };
    await writeFile(join(stateDir, "Pulumi.yaml"), stringify(project));
    await pulumi(settings, toolchain, ["stack", "select", "--create", STACK], { cwd: stateDir });
    const file = stackConfigFile(settings);
    const existing = await readFile(file, "utf8");
    await writeFile(file, renderStackConfig(settings, plan, charts, existing, linkerd));
    await writeFile(environmentFile(settings), renderEnvironment(settings, toolchain, plan));
}

/** Forgets the stack's state, once the clusters that it describes are gone. */
export async function forgetStack(settings: Settings): Promise<void> {
    await rm(backendFolder(settings), { recursive: true, force: true });
}
