import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An object as this server keeps it. */
export interface StandinObject {
    readonly kind: "Service" | "Endpoints" | "Lease";
    readonly namespace: string;
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
}

const PLURALS = { services: "Service", endpoints: "Endpoints", leases: "Lease" } as const;
const TOKEN = "token of the operator";

/**
 * Stands in for a Kubernetes API server: it lists Services by equality of labels and deletes
 * single objects, for one bearer token.
 *
 * It has no RBAC, no finalizers, no pages and no garbage collection; what a real server makes of
 * the same requests is for the real engine's tests to show.
 */
export class ApiServerStandin {
    /** `METHOD path` of each request that came with the token. */
    public readonly requests: string[] = [];
    /** Paths that are answered with 403. */
    public readonly forbidden = new Set<string>();
    public objects: StandinObject[];
    private readonly server = createServer((request, response) => {
        this.answer(request, response);
    });

    constructor(objects: readonly StandinObject[]) {
        this.objects = [...objects];
    }

    /** Listens on a free port of the loopback address. */
    public async start(): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    }

    public async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    /** A kubeconfig for this server. */
    public kubeconfig(): string {
        const { port } = this.server.address() as AddressInfo;
        const cluster = {
            server: `http://127.0.0.1:${String(port)}`,
            // The client takes a server without TLS only with this.
            "insecure-skip-tls-verify": true,
        };
        return JSON.stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name: "c", cluster }],
            users: [{ name: "u", user: { token: TOKEN } }],
            contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
            "current-context": "x",
        });
    }

    /** `Kind namespace/name` of what is left, sorted. */
    public left(): string[] {
        return this.objects
            .map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
            .sort();
    }

    private answer(request: IncomingMessage, response: ServerResponse): void {
        const url = new URL(request.url ?? "", "http://standin");
        if (request.headers.authorization !== `Bearer ${TOKEN}`) {
            reply(response, 401, status("Unauthorized"));
            return;
        }
        this.requests.push(`${request.method ?? ""} ${url.pathname}`);
        if (this.forbidden.has(url.pathname)) {
            reply(response, 403, status("Forbidden"));
        } else if (request.method === "GET" && url.pathname === "/api/v1/services") {
            reply(response, 200, this.list(url.searchParams.get("labelSelector") ?? ""));
        } else if (request.method === "DELETE") {
            const found = this.delete(url.pathname);
            reply(response, found ? 200 : 404, status(found ? undefined : "NotFound"));
        } else {
            reply(response, 405, status("MethodNotAllowed"));
        }
    }

    private list(selector: string): object {
        const wanted = selector === "" ? [] : selector.split(",").map((term) => term.split("="));
        const items = this.objects.filter(
            ({ kind, labels }) =>
                kind === "Service" && wanted.every(([key, value]) => labels?.[key ?? ""] === value),
        );
        return {
            kind: "ServiceList",
            apiVersion: "v1",
            metadata: { resourceVersion: "1" },
            items: items.map(({ namespace, name, labels }) => ({
                metadata: { namespace, name, labels },
            })),
        };
    }

    private delete(path: string): boolean {
        const [, group, namespace, plural, name] =
            /^(\/api\/v1|\/apis\/coordination\.k8s\.io\/v1)\/namespaces\/([^/]+)\/(services|endpoints|leases)\/([^/]+)$/.exec(
                path,
            ) ?? [];
        const kind = PLURALS[plural as keyof typeof PLURALS];
        if ((kind === "Lease") !== (group === "/apis/coordination.k8s.io/v1")) return false;
        const before = this.objects.length;
        this.objects = this.objects.filter(
            (object) =>
                object.kind !== kind || object.namespace !== namespace || object.name !== name,
        );
        return this.objects.length < before;
    }
}

function status(reason: string | undefined): object {
    const outcome = reason === undefined ? { status: "Success" } : { status: "Failure", reason };
    return { kind: "Status", apiVersion: "v1", metadata: {}, ...outcome };
}

function reply(response: ServerResponse, code: number, body: object): void {
    response.writeHead(code, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
}
