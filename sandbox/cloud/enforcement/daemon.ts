// Keeps every switch and router as Neutron's database says: `daemon.ts DATABASE`, settings in the environment.
import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { planAddresses } from "../../settings/addresses";
import { readSettings } from "../../settings/settings";
import { applyRules } from "./apply";
import { readNeutronState } from "./neutronState";
import type { NamespaceRules } from "./plan";
import { changedLines, planEnforcement } from "./plan";
import { currentRevision, revisionFile, revisionText, type Revision } from "./revision";

const PAUSE_MILLISECONDS = 250;

/** A file may be written to again without a new time, which moves in steps of some milliseconds. */
const SETTLED_MILLISECONDS = 1000;

const settings = readSettings(join(__dirname, "..", "..", ".."), process.env);
const plan = planAddresses(settings);
const inForce = new Map<string, NamespaceRules>();

async function enforce(database: string): Promise<void> {
    const wanted = planEnforcement(plan, await readNeutronState(database));
    for (const rules of wanted) {
        const { netns } = rules;
        const before = inForce.get(netns);
        const changes = changedLines(text(before), text(rules));
        // `down` takes the namespaces away first.
        if (changes.length === 0 || !existsSync(`/run/netns/${netns}`)) continue;
        await applyRules(plan, rules, before);
        inForce.set(netns, rules);
        log(
            before === undefined
                ? `${netns}: ${String(changes.length)} lines`
                : [`${netns}:`, ...changes].join("\n  "),
        );
    }
}

function text(rules: NamespaceRules | undefined): string {
    return [...(rules?.router?.addresses ?? []), rules?.script ?? ""].join("\n");
}

function log(message: string): void {
    console.log(`${new Date().toISOString()} ${message}`);
}

/** Whether nothing can have changed since `last` was looked at. */
function isSame(last: Revision | undefined, now: Revision): boolean {
    return (
        last !== undefined &&
        last.database === now.database &&
        last.namespaces === now.namespaces &&
        Date.now() - now.writtenAt > SETTLED_MILLISECONDS
    );
}

async function main(database: string): Promise<void> {
    let last: Revision | undefined;
    let namespaces = "";
    let problem = "";
    for (;;) {
        // Taken before the database is read: what is written meanwhile is read the next time.
        const now = currentRevision(database, plan);
        if (!isSame(last, now)) {
            if (namespaces !== now.namespaces) inForce.clear();
            namespaces = now.namespaces;
            try {
                await enforce(database);
                await record(now);
                last = now;
                problem = "";
            } catch (error) {
                const message = error instanceof Error ? error.message : String(error);
                if (message !== problem) log(message);
                problem = message;
            }
        }
        await delay(PAUSE_MILLISECONDS);
    }
}

async function record(revision: Revision): Promise<void> {
    const file = revisionFile(settings);
    await writeFile(`${file}.new`, revisionText(revision, process.pid));
    await rename(`${file}.new`, file);
}

const [database = ""] = process.argv.slice(2);
void main(database);
