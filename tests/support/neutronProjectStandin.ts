import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { close, listen } from "./loopback";

/** An object of Neutron. */
export type StandinObject = Readonly<Record<string, unknown>> & { readonly id: string };

const TOKEN = "token of the project";
const REFUSAL = "The request you have made requires authentication.";

/**
 * Stands in for Keystone and Neutron as one project sees them: lists of objects, filtered by equal
 * values, of which any of one key will do, one on a page.
 *
 * It checks no password and no policy; what real services make of the same requests is for the
 * sandbox's tests to show.
 */
export class NeutronProjectStandin {
    public static readonly PROJECT = "project-id";
    /** `METHOD path` of each request, without the query. */
    public readonly requests: string[] = [];
    /** The URL of each question for a list, without those for further pages. */
    public readonly questions: URL[] = [];
    /** By collection, `security-groups` say; of others nothing may be asked. */
    public collections: Readonly<Record<string, readonly StandinObject[]>> = {};
    /** Bodies of single paths; others are answered with 403. */
    public paths: Readonly<Record<string, unknown>> = {};
    /** Whether Keystone takes nobody's credentials. */
    public refuses = false;
    /** How many requests are answered with 503 before it answers again. */
    public unavailable = 0;
    /** Where the next page is said to be. @default here */
    public nextOrigin: string | undefined;
    private readonly server = createServer((request, response) => {
        this.answer(request, response);
    });

    /** Listens on a free port of the loopback address. */
    public async start(): Promise<void> {
        await listen(this.server);
    }

    public async stop(): Promise<void> {
        await close(this.server);
    }

    public url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    private answer(request: IncomingMessage, response: ServerResponse): void {
        const url = new URL(request.url ?? "", this.url());
        this.requests.push(`${request.method ?? ""} ${url.pathname}`);
        const [status, body] =
            this.unavailable-- > 0 ? ([503, undefined] as const) : this.find(request, url);
        response.writeHead(status, {
            "content-type": "application/json",
            "x-subject-token": TOKEN,
        });
        response.end(JSON.stringify(body));
    }

    private find(request: IncomingMessage, url: URL): [number, unknown] {
        if (url.pathname === "/v3/auth/tokens") {
            if (this.refuses) return [401, { error: { message: REFUSAL } }];
            const endpoint = { interface: "public", url: `${this.url()}/network` };
            const catalog = [{ type: "network", endpoints: [endpoint] }];
            const project = { id: NeutronProjectStandin.PROJECT };
            return [201, { token: { project, catalog } }];
        }
        if (request.headers["x-auth-token"] !== TOKEN) return [401, {}];
        const path = url.pathname.replace("/network/v2.0/", "");
        if (path in this.paths) return [200, this.paths[path]];
        if (!url.searchParams.has("marker")) this.questions.push(url);
        const objects = this.collections[path];
        return objects === undefined ? [403, {}] : [200, this.page(path, objects, url)];
    }

    private page(collection: string, objects: readonly StandinObject[], url: URL): unknown {
        const keys = [...url.searchParams.keys()].filter((key) => key !== "marker");
        const matching = objects.filter((object) =>
            keys.every((key) =>
                url.searchParams.getAll(key).some((value) => matches(object[key], value)),
            ),
        );
        const position = Number(url.searchParams.get("marker") ?? 0);
        const next = new URL(`${url.pathname}${url.search}`, this.nextOrigin ?? url);
        next.searchParams.set("marker", String(position + 1));
        const key = collection.replaceAll("-", "_");
        return {
            [key]: matching.slice(position, position + 1),
            ...(position + 1 < matching.length
                ? { [`${key}_links`]: [{ rel: "next", href: next.href }] }
                : {}),
        };
    }
}

/** Neutron filters the addresses of a port with `fixed_ips=ip_address=…`. */
function matches(is: unknown, should: string): boolean {
    return Array.isArray(is)
        ? is.some((fixed: { ip_address: string }) => `ip_address=${fixed.ip_address}` === should)
        : String(is) === should;
}
