import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

type Stored = Record<string, unknown> & { id: string };
type Body = Record<string, unknown>;

const REFUSED = { status: 401, body: { error: "who are you?" } };

/** Collections that Neutron's router service keeps: one object a call. */
const SINGLE = ["routers", "floatingips"];

/**
 * Stands in for Keystone and Neutron on one port: it keeps what it is sent and lists it again.
 *
 * It refuses what Neutron 29 refused: several routers or floating IPs in one call, and rules of two
 * groups in one. It checks no quota, no policy and no value.
 */
export class OpenStackStandin {
    /** What was called, for example `GET v2.0/networks`, since it was last emptied. */
    public readonly calls: string[] = [];
    public readonly collections = new Map<string, Stored[]>();
    readonly #password: string;
    readonly #server: Server;

    constructor(password: string) {
        this.#password = password;
        for (const name of ["member", "service"]) this.#add("roles", { name });
        this.#add("projects", { name: "admin" });
        this.#server = createServer((request, response) => {
            this.#answer(request).then(
                ({ status, body }) => {
                    response.writeHead(status, { "x-subject-token": "token" });
                    response.end(body === undefined ? "" : JSON.stringify(body));
                },
                (error: unknown) => {
                    response.writeHead(500).end(String(error));
                },
            );
        });
    }

    public async start(): Promise<number> {
        this.#server.listen(0, "127.0.0.1");
        await once(this.#server, "listening");
        return (this.#server.address() as AddressInfo).port;
    }

    public async stop(): Promise<void> {
        this.#server.close();
        this.#server.closeAllConnections();
        await once(this.#server, "close");
    }

    /** The objects of a collection. */
    public stored(collection: string): Stored[] {
        return this.collections.get(collection) ?? [];
    }

    async #answer(request: IncomingMessage): Promise<{ status: number; body?: Body }> {
        const { method = "", url = "", headers } = request;
        const sent =
            (headers["content-length"] ?? "0") === "0" ? {} : ((await json(request)) as Body);
        this.calls.push(`${method} ${url.slice(1)}`);
        const { pathname, searchParams } = new URL(url, "http://standin");
        const [, , collection = "", id = "", ...rest] = pathname.split("/");
        if (pathname === "/v3/auth/tokens") {
            const known = JSON.stringify(sent).includes(this.#password);
            return known ? { status: 201 } : REFUSED;
        }
        if (headers["x-auth-token"] !== "token") return REFUSED;
        if (method === "PUT" && rest[0] === "users" && rest[2] === "roles") return { status: 204 };
        if (method === "PUT" && rest[0] === "add_router_interface") {
            const owner = { device_owner: "network:router_interface", device_id: id };
            this.#add("ports", { ...owner, fixed_ips: [sent] });
            return { status: 200, body: {} };
        }
        if (method === "PATCH") {
            const found = this.stored(collection).find((object) => object.id === id);
            return {
                status: 200,
                body: Object.assign(found ?? {}, ...Object.values(sent)) as Body,
            };
        }
        if (method === "GET" && id === "") {
            const matches = this.stored(collection).filter((object) =>
                [...searchParams].every(([field, value]) => object[field] === value),
            );
            return { status: 200, body: { [collection]: matches } };
        }
        if (method === "POST" && id === "") return this.#create(collection, sent);
        throw new Error(`no answer to ${method} ${url}`);
    }

    #create(collection: string, sent: Body): { status: number; body: Body } {
        const key = Object.keys(sent).join();
        const fields = sent[key];
        if (key !== collection) {
            return { status: 201, body: { [key]: this.#add(collection, fields as Body) } };
        }
        const objects = fields as Body[];
        const groups = new Set(objects.map((object) => object["security_group_id"]));
        if (SINGLE.includes(collection) || groups.size > 1) {
            return { status: 400, body: { NeutronError: "not in one call" } };
        }
        const made = objects.map((object) => this.#add(collection, object));
        return { status: 201, body: { [collection]: made } };
    }

    #add(collection: string, fields: Body): Stored {
        const objects = this.stored(collection);
        const stored = { ...fields, id: `${collection}-${String(objects.length + 1)}` };
        this.collections.set(collection, [...objects, stored]);
        return stored;
    }
}
