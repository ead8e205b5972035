import type { Absent } from "./siteFailure";
import type { ConfigPath, Problem } from "../configuration/types/problem";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Asks by id where the text looks like one, then by name. */
export async function byNameOrId<Found extends object>(
    text: string,
    byId: (id: string) => Promise<Absent | Found>,
    byName: (name: string) => Promise<Absent | Found>,
): Promise<Absent | Found> {
    const found = UUID.test(text) ? await byId(text) : "none";
    return found === "none" ? byName(text) : found;
}

/** Takes answers of Neutron, and notes what is not there as a problem. */
export class Finder {
    public readonly problems: Problem[] = [];
    private readonly cluster: string;
    private readonly path: ConfigPath;

    constructor(cluster: string, index: number) {
        this.cluster = cluster;
        this.path = ["clusters", index, "openstack"];
    }

    /** `what` and `list` are Neutron's word and the command that shows all of them. */
    public present<Found extends object>(
        answer: Absent | Found,
        key: readonly string[],
        value: string | undefined,
        what: string,
        list: string,
    ): Found | undefined {
        if (typeof answer === "object") return answer;
        const advice =
            answer === "none"
                ? `the project of ${this.cluster} has no such ${what}; write one that '${list}' shows`
                : `the project of ${this.cluster} has several such ${what}s; write the id of one that '${list}' shows`;
        this.add(key, value, advice);
        return undefined;
    }

    public add(key: readonly string[], value: string | undefined, advice: string): void {
        this.problems.push({ path: [...this.path, ...key], value, advice });
    }
}
