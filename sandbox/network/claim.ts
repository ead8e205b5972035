import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { cgroupLayout, processesIn } from "../system/cgroups";
import { bootId } from "../system/processes";
import type { Settings } from "../settings/settings";
import { liveNamespaces } from "./namespaces";

const claimSchema = z.object({
    stateDir: z.string(),
    bootId: z.string(),
    /** What `up` changed of the machine itself, to be put back by `down`. */
    madeNamespaceFolder: z.boolean(),
    raisedLimits: z.array(z.object({ file: z.string(), before: z.string(), now: z.string() })),
});

/** Whose the namespaces, links and control groups of a prefix are, and what was changed for them. */
export type Claim = z.infer<typeof claimSchema>;

/** What the prefix is used for just now. */
export type Ownership =
    | { readonly kind: "free" }
    /** Left over: no process runs, or the machine was restarted since. */
    | { readonly kind: "stale"; readonly claim: Claim | undefined }
    | { readonly kind: "ours"; readonly claim: Claim }
    | { readonly kind: "foreign"; readonly stateDir: string; readonly processes: number };

/** The facts that ownership is decided from. */
export interface ClaimFacts {
    readonly claim: Claim | undefined;
    readonly bootId: string;
    readonly processes: number;
    readonly namespaces: number;
}

/** Decides ownership. Pure. */
export function decideOwnership(stateDir: string, facts: ClaimFacts): Ownership {
    const { claim, processes, namespaces } = facts;
    if (claim !== undefined && claim.bootId === facts.bootId) {
        if (claim.stateDir === stateDir) return { kind: "ours", claim };
        if (processes > 0) return { kind: "foreign", stateDir: claim.stateDir, processes };
    }
    const empty = claim === undefined && processes === 0 && namespaces === 0;
    return empty ? { kind: "free" } : { kind: "stale", claim };
}

/** Looks at the machine and decides whose the prefix is. */
export function ownership(settings: Settings): Ownership {
    return decideOwnership(settings.stateDir, {
        claim: readClaim(settings),
        bootId: bootId(),
        processes: processesIn(cgroupLayout(), settings.prefix).length,
        namespaces: liveNamespaces(settings.prefix).length,
    });
}

/** The one message about a prefix that another state folder's running sandbox holds. */
export function describeForeign(
    settings: Settings,
    owner: Extract<Ownership, { kind: "foreign" }>,
): string {
    return (
        `The prefix "${settings.prefix}" belongs to the sandbox of ${owner.stateDir}, where ` +
        `${String(owner.processes)} processes run. Stop that one (SANDBOX_STATE=${owner.stateDir} ` +
        "npm run sandbox -- down), or set SANDBOX_PREFIX and SANDBOX_RANGE to others for this one."
    );
}

/** Records that the prefix is this state folder's. */
export async function writeClaim(
    settings: Settings,
    changes: Pick<Claim, "madeNamespaceFolder" | "raisedLimits">,
): Promise<void> {
    const claim: Claim = { stateDir: settings.stateDir, bootId: bootId(), ...changes };
    await writeFile(claimFile(settings), JSON.stringify(claim), { mode: 0o600 });
}

/** Forgets the claim, as the last act of `down`. */
export async function removeClaim(settings: Settings): Promise<void> {
    await rm(claimFile(settings), { force: true });
}

function readClaim(settings: Settings): Claim | undefined {
    const file = claimFile(settings);
    if (!existsSync(file)) return undefined;
    try {
        return claimSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
        return undefined; // Cut off by a crash: then what lies about counts as left over.
    }
}

/** Whether another prefix is claimed on this machine. */
export function othersExist(settings: Settings): boolean {
    const own = basename(claimFile(settings));
    return readdirSync("/run").some((name) => name.endsWith("-sandbox.json") && name !== own);
}

/** In /run, not in the state folder: another checkout must find it. */
function claimFile({ prefix }: Settings): string {
    return `/run/${prefix}-sandbox.json`;
}
