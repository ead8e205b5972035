import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { standinKubeconfig, TOKEN } from "./standinKubeconfig";
import { close, listen } from "./loopback";

/** An object as this server keeps it. */
export interface StandinObject {
    readonly kind: "Service" | "Pod" | "Endpoints" | "Lease" | "TrafficSplit" | "ServiceProfile";
    readonly namespace: string;
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly metadata?: { readonly managedFields: readonly { readonly manager: string }[] };
    readonly spec?: Readonly<Record<string, unknown>>;
}

const PLURALS = {
    "/api/v1 services": "Service",
    "/api/v1 endpoints": "Endpoints",
    "/apis/coordination.k8s.io/v1 leases": "Lease",
    "/apis/split.smi-spec.io/v1alpha1 trafficsplits": "TrafficSplit",
    "/apis/linkerd.io/v1alpha2 serviceprofiles": "ServiceProfile",
} as const;

const LISTS: ReadonlyMap<string, StandinObject["kind"]> = new Map([
    ["/api/v1/services", "Service"],
    ["/api/v1/pods", "Pod"],
]);

/**
 * Stands in for a Kubernetes API server: it lists Services and Pods by their labels, and reads, deletes
 * and patches single objects, for one bearer token. Of JSON Patch it knows the removal of one field.
 *
 * It has no RBAC, no finalizers, no pages and no garbage collection; what a real server makes of
 * the same requests is for the real engine's tests to show.
 */
export class ApiServerStandin {
    /** `METHOD path` of each request that came with the token. */
    public readonly requests: string[] = [];
    /** Paths that are answered with 403. */
    public readonly forbidden = new Set<string>();
    /** Paths that are never answered. */
    public readonly silent = new Set<string>();
    /** Run before an object is deleted: another writer. */
    public interfere: () => void = () => undefined;
    public objects: StandinObject[];
    private readonly server = createServer((request, response) => {
        this.answer(request, response);
    });

    constructor(objects: readonly StandinObject[]) {
        this.objects = [...objects];
    }

    /** Listens on a free port of the loopback address. */
    public async start(): Promise<void> {
        await listen(this.server);
    }

    public async stop(): Promise<void> {
        await close(this.server);
    }

    /** A kubeconfig for this server. */
    public kubeconfig(): string {
        return standinKubeconfig(this.server);
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
        if (this.silent.has(url.pathname)) return;
        if (this.forbidden.has(url.pathname)) {
            reply(response, 403, status("Forbidden"));
        } else if (request.method === "GET" && LISTS.has(url.pathname)) {
            const selector = url.searchParams.get("labelSelector") ?? "";
            reply(response, 200, this.list(LISTS.get(url.pathname) ?? "", selector));
        } else if (request.method === "DELETE") {
            this.interfere();
            const found = this.find(url.pathname);
            this.objects = this.objects.filter((object) => object !== found);
            reply(response, found ? 200 : 404, status(found ? undefined : "NotFound"));
        } else if (request.method === "GET") {
            const found = this.find(url.pathname);
            reply(response, found ? 200 : 404, found ?? status("NotFound"));
        } else if (request.method === "PATCH") {
            void this.patch(request, url.pathname).then((code) => {
                reply(response, code, status(code === 200 ? undefined : "Refused"));
            });
        } else {
            reply(response, 405, status("MethodNotAllowed"));
        }
    }

    private list(kind: string, selector: string): object {
        const wanted = selector === "" ? [] : selector.split(",").map((term) => term.split("="));
        const items = this.objects.filter(
            (object) =>
                object.kind === kind &&
                wanted.every(([key = "", value]) =>
                    value === undefined
                        ? object.labels?.[key] !== undefined
                        : object.labels?.[key] === value,
                ),
        );
        return {
            kind: `${kind}List`,
            apiVersion: "v1",
            metadata: { resourceVersion: "1" },
            items: items.map(({ namespace, name, labels }) => ({
                metadata: { namespace, name, labels },
            })),
        };
    }

    private find(path: string): StandinObject | undefined {
        const [, group = "", namespace, plural = "", name] =
            /^(\/.+)\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
        const kind = PLURALS[`${group} ${plural}` as keyof typeof PLURALS];
        return this.objects.find(
            (object) =>
                object.kind === kind && object.namespace === namespace && object.name === name,
        );
    }

    private async patch(request: IncomingMessage, path: string): Promise<number> {
        if (request.headers["content-type"] !== "application/json-patch+json") return 415;
        const body = JSON.parse(await text(request)) as { op: string; path: string }[];
        const [operation, ...others] = body;
        const [, parent, field = ""] = operation?.path.split("/") ?? [];
        if (operation?.op !== "remove" || parent !== "spec" || others.length > 0) return 400;
        const found = this.find(path);
        if (found === undefined) return 404;
        if (found.spec?.[field] === undefined) return 422;
        const { [field]: _, ...spec } = found.spec;
        this.objects = this.objects.map((object) =>
            object === found ? { ...found, spec } : object,
        );
        return 200;
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
