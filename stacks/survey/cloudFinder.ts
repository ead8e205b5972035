import type { CloudName } from "./cloudView";
import type { NeutronReader } from "./neutronReader";

/** Something that has a name and an id. */
interface Named {
    readonly id: string;
    readonly name: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Finds what the configuration names, and notes what is not there, or more than once. */
export class CloudFinder {
    /** By key: how many there are, 0 or more than 1. */
    public readonly ambiguous = new Map<CloudName, number>();
    readonly #neutron: NeutronReader;

    constructor(neutron: NeutronReader) {
        this.#neutron = neutron;
    }

    /** All that have this id, where the text looks like one, else all of this name; `up` asks the same way. */
    public async byNameOrId<T extends Named>(
        collection: string,
        text: string,
        query: Readonly<Record<string, string>> = {},
    ): Promise<T[]> {
        const byId = UUID.test(text)
            ? await this.#neutron.list<T>(collection, { ...query, id: text })
            : [];
        return byId.length > 0 ? byId : this.#neutron.list<T>(collection, { ...query, name: text });
    }

    /** The only one of these. */
    public only<T>(key: CloudName, found: readonly T[]): T | undefined {
        const [first, second] = found;
        if (first !== undefined && second === undefined) return first;
        this.ambiguous.set(key, found.length);
        return undefined;
    }
}
