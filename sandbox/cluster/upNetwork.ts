import { removeLeftovers } from "../node/leftovers";
import type { RaisedLimit } from "../node/limits";
import { raiseLimits } from "../node/limits";
import { describeHiddenFolder } from "../node/paths";
import type { Settings } from "../settings/settings";
import { describeForeign, ownership, writeClaim } from "../network/claim";
import { namespaceFolderExists } from "../network/namespaces";
import { checkNetwork, ensureNetwork } from "../network/network";

/**
 * Claims the prefix on this machine and makes external network, tenant networks and node namespaces.
 *
 * Repeating it changes nothing; what an ended sandbox of the same prefix left behind is removed first.
 */
export async function upNetwork(settings: Settings, report: (line: string) => void): Promise<void> {
    checkFolders(settings);
    const owner = ownership(settings);
    if (owner.kind === "foreign") throw new Error(describeForeign(settings, owner));
    if (owner.kind === "stale") {
        report(`removing what an ended sandbox with prefix "${settings.prefix}" left behind`);
        await removeLeftovers(settings);
    }
    await checkNetwork(settings);
    const before = owner.kind === "ours" ? owner.claim : undefined;
    const madeNamespaceFolder = before?.madeNamespaceFolder ?? !namespaceFolderExists();
    const raisedBefore: readonly RaisedLimit[] = before?.raisedLimits ?? [];
    // Claimed before the first change, so that an interruption leaves nothing without an owner.
    await writeClaim(settings, { madeNamespaceFolder, raisedLimits: [...raisedBefore] });
    const raised = await raiseLimits(settings, report);
    if (raised.length > 0) {
        const first = raised.filter(({ file }) => !raisedBefore.some((b) => b.file === file));
        const again = raisedBefore.map((b) => ({
            ...b,
            now: raised.find(({ file }) => file === b.file)?.now ?? b.now,
        }));
        await writeClaim(settings, { madeNamespaceFolder, raisedLimits: [...again, ...first] });
    }
    await ensureNetwork(settings);
}

function checkFolders({ stateDir, cacheDir }: Settings): void {
    const problem =
        describeHiddenFolder("SANDBOX_STATE", stateDir) ??
        describeHiddenFolder("SANDBOX_CACHE", cacheDir);
    if (problem !== undefined) throw new Error(problem);
}
