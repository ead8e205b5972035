import { readFile } from "node:fs/promises";
import { passwordFile } from "../../sandbox/cloud/paths";
import { AdminSession } from "../../sandbox/cloud/session";
import type { Settings } from "../../sandbox/settings/settings";

/** An object of Neutron. */
export type NeutronObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** Neutron as an administrator at the console uses it, behind the program's back. */
export class NeutronClient {
    readonly #session: AdminSession;

    private constructor(session: AdminSession) {
        this.#session = session;
    }

    /** Logs in to the sandbox's cloud. */
    public static async open(settings: Settings): Promise<NeutronClient> {
        const password = await readFile(passwordFile(settings, "admin"), "utf8");
        return new NeutronClient(await AdminSession.open(settings, password));
    }

    /** Objects of a collection, `floatingips` say, that match the query. */
    public async list(
        collection: string,
        query: Readonly<Record<string, string>> = {},
    ): Promise<NeutronObject[]> {
        const path = `${collection}?${new URLSearchParams(query).toString()}`;
        const found = await this.#session.neutron("GET", path);
        const [objects] = Object.values(found as Record<string, NeutronObject[]>);
        return objects ?? [];
    }

    /** Makes one object; `kind` is the singular, `port` say. */
    public async create(
        collection: string,
        kind: string,
        fields: Readonly<Record<string, unknown>>,
    ): Promise<NeutronObject> {
        const made = await this.#session.neutron("POST", collection, { [kind]: fields });
        return (made as Record<string, NeutronObject>)[kind] ?? { id: "" };
    }

    /** Changes one object. */
    public async update(
        collection: string,
        kind: string,
        id: string,
        fields: Readonly<Record<string, unknown>>,
    ): Promise<void> {
        await this.#session.neutron("PUT", `${collection}/${id}`, { [kind]: fields });
    }

    /** Removes one object. */
    public async remove(collection: string, id: string): Promise<void> {
        await this.#session.neutron("DELETE", `${collection}/${id}`);
    }
}
