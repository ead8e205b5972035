import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { close, listen } from "./loopback";

/** An allowed address pair as Neutron keeps it: always with a MAC. */
export interface StandinPair {
    readonly ip_address: string;
    readonly mac_address: string;
}

/** A security group rule, as far as the program reads and writes it. */
export interface StandinRule {
    readonly id: string;
    readonly security_group_id: string;
    readonly description: string;
    readonly direction: string;
    readonly ethertype: string;
    readonly protocol: string | null;
    readonly port_range_min: number | null;
    readonly port_range_max: number | null;
    readonly remote_ip_prefix: string | null;
}

const TOKEN = "token of the project";

/**
 * Stands in for Keystone and Neutron in one server: a token for exactly the expected request, one
 * port whose allowed address pairs are read and written with `If-Match`, and security group rules,
 * each only once.
 *
 * It has no policies, quotas or other attributes; what real services make of the same requests is for
 * the real engine's tests to show.
 */
export class KeystoneNeutronStandin {
    public static readonly PORT = "5f1c1a2e-0000-4000-8000-000000000001";
    public static readonly MAC = "fa:16:3e:00:00:01";

    /** `METHOD path` of each request. */
    public readonly requests: string[] = [];
    /** Pairs of the port; undefined where there is no port. */
    public pairs: readonly StandinPair[] | undefined = [];
    /** Tags of the port; undefined where the cloud has none. */
    public tags: readonly string[] | undefined;
    /** What has to be under `auth`. */
    public authentication: unknown = {};
    /** Rules of all security groups. */
    public rules: readonly StandinRule[] = [];
    /** Run before each write: another writer. */
    public interfere: () => void = () => undefined;
    /** A status with which Neutron answers everything. */
    public failure: number | undefined;
    private revision = 7;
    private made = 0;
    private readonly scheme: string;
    private readonly server: Server;

    /** `tls` are its key and certificate, PEM. @default none: plain HTTP */
    constructor(tls?: { readonly key: string; readonly cert: string }) {
        const listener = (request: IncomingMessage, response: ServerResponse) => {
            void this.answer(request, response);
        };
        this.scheme = tls === undefined ? "http" : "https";
        this.server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    }

    /** Listens on a free port of the loopback address. */
    public async start(): Promise<void> {
        await listen(this.server, "localhost");
    }

    public async stop(): Promise<void> {
        await close(this.server);
    }

    public url(): string {
        const { port } = this.server.address() as AddressInfo;
        return `${this.scheme}://localhost:${String(port)}`;
    }

    /** Writes pairs as another client does. */
    public write(pairs: readonly StandinPair[]): void {
        this.pairs = pairs;
        this.revision++;
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const what = `${request.method ?? ""} ${request.url ?? ""}`;
        this.requests.push(what);
        const [status, body] = await this.handle(what, request);
        response.writeHead(status, {
            "content-type": "application/json",
            ...(status === 201 ? { "x-subject-token": TOKEN } : {}),
        });
        response.end(JSON.stringify(body));
    }

    private async handle(what: string, request: IncomingMessage): Promise<[number, unknown]> {
        if (what === "POST /identity/v3/auth/tokens") {
            return this.authenticate((await json(request)) as { auth: unknown });
        }
        if (request.headers["x-auth-token"] !== TOKEN) return [401, neutronError("no token")];
        if (this.failure !== undefined) return [this.failure, neutronError("not allowed")];
        const [, rule] = /\/v2\.0\/security-group-rules(.*)$/.exec(what) ?? [];
        if (rule !== undefined) return this.answerRules(rule, request);
        const [, tag] = what.split("/tags/");
        if (tag !== undefined && this.tags !== undefined) {
            const others = this.tags.filter((one) => one !== tag);
            this.tags = request.method === "PUT" ? [...others, tag] : others;
            this.revision++;
            return [201, {}];
        }
        if (
            this.pairs === undefined ||
            !what.endsWith(`/v2.0/ports/${KeystoneNeutronStandin.PORT}`)
        ) {
            return [404, neutronError("no such port")];
        }
        if (request.method === "GET") return [200, this.port()];
        assert.equal(request.method, "PUT");
        this.interfere();
        const { port } = (await json(request)) as {
            port: { allowed_address_pairs: { ip_address: string; mac_address?: string }[] };
        };
        if (request.headers["if-match"] !== `revision_number=${String(this.revision)}`) {
            return [412, neutronError("RevisionNumberConstraintFailed")];
        }
        assert.deepEqual(Object.keys(port), ["allowed_address_pairs"]);
        this.write(
            port.allowed_address_pairs.map((pair) => ({
                mac_address: KeystoneNeutronStandin.MAC,
                ...pair,
            })),
        );
        return [200, this.port()];
    }

    /** `what` follows the path of the collection: a query, or an id. */
    private async answerRules(what: string, request: IncomingMessage): Promise<[number, unknown]> {
        if (request.method === "GET") {
            const query = Object.fromEntries(new URLSearchParams(what));
            const isAsked = (rule: StandinRule) =>
                Object.entries(query).every(
                    ([key, value]) => rule[key as keyof StandinRule] === value,
                );
            return [200, { security_group_rules: this.rules.filter(isAsked) }];
        }
        this.interfere();
        if (request.method === "DELETE") {
            const left = this.rules.filter(({ id }) => what !== `/${id}`);
            if (left.length === this.rules.length) return [404, neutronError("no such rule")];
            this.rules = left;
            return [204, {}];
        }
        assert.equal(request.method, "POST");
        const { security_group_rules: asked } = (await json(request)) as {
            security_group_rules: Omit<StandinRule, "id">[];
        };
        const sameAs = (one: Omit<StandinRule, "id">) =>
            this.rules.find(({ id: _, description: __, ...rule }) => {
                const { description: ___, ...rest } = one;
                return isDeepStrictEqual(rule, rest);
            });
        const there = asked.flatMap((one) => sameAs(one) ?? [])[0];
        if (there !== undefined) {
            return [
                409,
                neutronError(`Security group rule already exists. Rule id is ${there.id}.`),
            ];
        }
        const made = asked.map((rule) => ({ ...rule, id: `made-${String(++this.made)}` }));
        this.rules = [...this.rules, ...made];
        return [201, { security_group_rules: made }];
    }

    private authenticate({ auth }: { auth: unknown }): [number, unknown] {
        try {
            assert.deepEqual(auth, this.authentication);
        } catch {
            return [401, { error: { code: 401, message: "The request requires authentication." } }];
        }
        const endpoint = (interface_: string, region: string, path: string) => ({
            interface: interface_,
            region_id: region,
            region,
            url: `${this.url()}${path}`,
        });
        const endpoints = [
            endpoint("internal", "RegionTwo", "/internal-2"),
            endpoint("public", "RegionOne", "/public-1/"),
            endpoint("public", "RegionTwo", "/public-2/v2.0"),
        ];
        const catalog = [
            { type: "identity", endpoints: [endpoint("public", "RegionOne", "/wrong")] },
            { type: "network", endpoints },
        ];
        return [201, { token: { catalog } }];
    }

    private port(): unknown {
        return {
            port: {
                id: KeystoneNeutronStandin.PORT,
                mac_address: KeystoneNeutronStandin.MAC,
                revision_number: this.revision,
                allowed_address_pairs: this.pairs,
                ...(this.tags === undefined ? {} : { tags: this.tags }),
            },
        };
    }
}

function neutronError(message: string): unknown {
    return { NeutronError: { type: "Standin", message, detail: "" } };
}
