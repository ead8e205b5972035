import { statSync } from "node:fs";
import { join } from "node:path";
import type { AddressPlan } from "../../settings/addresses";
import { bootId } from "../../system/processes";
import type { Settings } from "../../settings/settings";

/** What the rules depend on, as text that changes when it may have changed. */
export interface Revision {
    readonly database: string;
    /** Changes when a namespace is made again, which then is without rules. */
    readonly namespaces: string;
    /** When the database was last written to, in milliseconds since 1970. */
    readonly writtenAt: number;
}

/** Looks at the files; cheap enough for several times a second. */
export function currentRevision(database: string, plan: AddressPlan): Revision {
    // Neutron's writes go to the write-ahead log first.
    const files = [database, `${database}-wal`].map(inspect);
    const namespaces = enforcedNamespaces(plan).map((name) => inspect(`/run/netns/${name}`));
    return {
        database: files.map(({ text }) => text).join(" "),
        // Inode numbers begin anew with the machine.
        namespaces: [bootId(), ...namespaces.map(({ inode }) => inode)].join(" "),
        writtenAt: Math.max(...files.map(({ time }) => time)),
    };
}

/** The namespaces that get rules. */
export function enforcedNamespaces({ clusters }: AddressPlan): string[] {
    return clusters.flatMap(({ router, switch: tenant }) => [tenant.netns, router.netns]);
}

/** File with the revision that is in force. */
export function revisionFile({ stateDir }: Settings): string {
    return join(stateDir, "enforced-revision");
}

/** The text of {@link revisionFile}; what an earlier process put in force may be by other settings. */
export function revisionText({ database, namespaces }: Revision, pid: number): string {
    return `${String(pid)}\n${database}\n${namespaces}\n`;
}

function inspect(file: string): { text: string; inode: string; time: number } {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return { text: "missing", inode: "missing", time: 0 };
    const { ino, mtimeNs, size } = stat;
    return {
        text: `${String(mtimeNs)}/${String(size)}`,
        inode: String(ino),
        time: Number(mtimeNs / 1_000_000n),
    };
}
