import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pRetry, { AbortError } from "p-retry";
import { planAddresses } from "../../settings/addresses";
import { describeDeath, listDaemons, startDaemon } from "../../system/processes";
import type { Settings } from "../../settings/settings";
import { neutronDatabase } from "../paths";
import { currentRevision, revisionFile, revisionText } from "./revision";

const DAEMON = "cloud-enforcement";

/**
 * Starts the enforcement of Neutron's database unless it runs, and returns when what the database says
 * now is in force.
 *
 * It stands for the agents of a compute and a network node: security groups, protection against
 * spoofing, routers and floating IPs.
 */
export async function ensureEnforcement(
    settings: Settings,
    database = neutronDatabase(settings),
): Promise<void> {
    await startDaemon(settings, {
        name: DAEMON,
        command: process.execPath,
        args: [
            `--require=${join(settings.projectDir, "typescript.cjs")}`,
            join(__dirname, "daemon.ts"),
            database,
        ],
        env: {
            SANDBOX_STATE: settings.stateDir,
            SANDBOX_PREFIX: settings.prefix,
            SANDBOX_RANGE: settings.range,
            SANDBOX_CLUSTERS: String(settings.clusters),
            SANDBOX_NODES: String(settings.nodes),
        },
    });
    const plan = planAddresses(settings);
    await pRetry(
        async () => {
            const daemon = listDaemons(settings).find(({ name }) => name === DAEMON);
            if (daemon?.alive !== true) throw new AbortError(describeDeath(settings, DAEMON));
            const applied = await readFile(revisionFile(settings), "utf8").catch(() => "");
            if (applied !== revisionText(currentRevision(database, plan), daemon.pid)) {
                throw new Error(
                    "What Neutron's database says is not in force after 30 s; " +
                        `${join(settings.stateDir, "logs", `${DAEMON}.log`)} says why`,
                );
            }
        },
        { retries: 200, minTimeout: 150, factor: 1 },
    );
}
