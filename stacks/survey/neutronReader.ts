import {
    expectStatus,
    logIn,
    send,
    type Answer,
    type Login,
} from "../../components/openstack/neutronClient";
import type { NeutronCredentials } from "../../components/openstack/neutronCredentials";
import pRetry from "p-retry";

/** How long a service may take to answer, milliseconds. */
const REQUEST_TIMEOUT_MS = 15_000;

/** What a service that restarts answers, or a load balancer that has no other. */
const UNAVAILABLE = /: answered 50[234]\b/;

/** Asks again for 19 s; credentials that are refused are not sent twice. */
const WHILE_UNAVAILABLE = {
    retries: 6,
    minTimeout: 1000,
    maxTimeout: 4000,
    shouldRetry: ({ error }: { error: Error }) => UNAVAILABLE.test(error.message),
};

/** What a question comes to; one that is not answered in time says so, and not that it was aborted. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    try {
        return await pRetry(ask, WHILE_UNAVAILABLE);
    } catch (error) {
        throw new Error(withoutAborted((error as Error).message), { cause: error });
    }
}

/** Node's word for a request whose time is over, in the operator's. Pure. */
export function withoutAborted(message: string): string {
    const late = `no answer within ${String(REQUEST_TIMEOUT_MS / 1000)} s`;
    return message.replace(/The operation was aborted.*$/, late);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads of one project's Neutron; nothing here writes. */
export class NeutronReader {
    readonly #cloud: NeutronCredentials<string>;
    readonly #login: Login;

    private constructor(cloud: NeutronCredentials<string>, login: Login) {
        this.#cloud = cloud;
        this.#login = login;
    }

    /** Logs in to Keystone, once: it may lock out a user who fails too often. */
    public static async open(cloud: NeutronCredentials<string>): Promise<NeutronReader> {
        const login = await patiently(() => logIn(cloud, REQUEST_TIMEOUT_MS));
        return new NeutronReader(cloud, login);
    }

    public get projectId(): string {
        return this.#login.projectId;
    }

    /**
     * All objects of a collection, `ports` say, that match; of several values of one filter any will do.
     * The page after the last has no link.
     */
    public async list<T>(
        collection: string,
        query: Readonly<Record<string, string | readonly string[]>> = {},
    ): Promise<T[]> {
        const key = collection.replaceAll("-", "_");
        const pairs = Object.entries(query).flatMap(([name, value]) =>
            [value].flat().map((one) => [name, one]),
        );
        const words = new URLSearchParams(pairs).toString();
        const first = `${this.#login.url}/${collection}?${words}`;
        const found: T[] = [];
        for (let url: string | undefined = first; url !== undefined;) {
            const page = url;
            const body = await patiently(async () => {
                const answer = await this.#get(page);
                expectStatus(`Neutron's ${collection}`, answer, 200);
                return answer.body as Record<string, unknown>;
            });
            found.push(...(body[key] as T[]));
            const links = (body[`${key}_links`] ?? []) as { rel: string; href: string }[];
            url = links.find(({ rel }) => rel === "next")?.href;
            if (url !== undefined) this.#requireOwn(collection, url);
        }
        return found;
    }

    /** All that have this id, where the text looks like one, else all of this name; `up` asks the same way. */
    public async byNameOrId<T>(
        collection: string,
        text: string,
        query: Readonly<Record<string, string>> = {},
    ): Promise<T[]> {
        const byId = UUID.test(text) ? await this.list<T>(collection, { ...query, id: text }) : [];
        return byId.length > 0 ? byId : this.list<T>(collection, { ...query, name: text });
    }

    /** What is at a path below the API's version; undefined where the project may not ask, or cannot. */
    public async readIfAllowed(path: string): Promise<unknown> {
        const { status, body } = await this.#get(`${this.#login.url}/${path}`);
        return status === 200 ? body : undefined;
    }

    /** A service that is hostile or misconfigured would be handed the token of the project elsewhere. */
    #requireOwn(collection: string, next: string): void {
        const { origin } = new URL(this.#login.url);
        const where = URL.canParse(next) ? new URL(next).origin : "no URL";
        if (where === origin) return;
        throw new Error(
            `Neutron's ${collection}: the next page is said to be at ${where}, and Keystone has Neutron at ${origin}; nothing was sent there`,
        );
    }

    #get(url: string): Promise<Answer> {
        const token = { "x-auth-token": this.#login.token };
        return send(this.#cloud, "GET", url, token, undefined, REQUEST_TIMEOUT_MS);
    }
}
