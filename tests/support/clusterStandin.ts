import assert from "node:assert/strict";
import { createServer } from "node:http";
import { standinKubeconfig, TOKEN } from "./standinKubeconfig";
import { close, listen } from "./loopback";

/** An object as an API server sends it, as far as somebody reads it. */
interface SentObject {
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly labels?: Readonly<Record<string, string>>;
    };
    readonly data?: Readonly<Record<string, string>>;
}

const ONE_SECRET = "fieldSelector=metadata.name%3Dlinkerd-identity-issuer";
const ONE_DEFINITION = "fieldSelector=metadata.name%3Dhttproutes.gateway.networking.k8s.io";
const MIRRORS =
    "labelSelector=mirror.linkerd.io%2Fmirrored-service%3Dtrue%2Cmirror.linkerd.io%2Fcluster-name%3Dcluster2";
const LIVE_MESHED =
    "fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed&labelSelector=linkerd.io%2Fcontrol-plane-ns%3Dlinkerd";
const METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/**
 * Stands in for an API server as far as the survey asks: it lists what a test put there, and throws at
 * every other question. It selects nothing by itself; what a real one checks is not checked here.
 */
export class ClusterStandin {
    /** Names and addresses of type InternalIP. */
    public nodes: readonly (readonly [name: string, ...internalIps: string[]])[] = [];
    public version = "v1.28.15";
    /** In the namespace `linkerd`. */
    public configMaps: readonly SentObject[] = [];
    /** Those called linkerd-identity-issuer. */
    public secrets: readonly SentObject[] = [];
    /** Those called httproutes.gateway.networking.k8s.io. */
    public definitions: readonly SentObject[] = [];
    /** Helm's records of releases, in all namespaces. */
    public helmRevisions: readonly SentObject[] = [];
    /** In the namespace `shop`, which is the only one. */
    public services: readonly SentObject[] = [];
    /** Services that mirror cluster2. */
    public mirrors: readonly SentObject[] = [];
    /** What each request is answered with. */
    public status = 200;
    /** Path and query of each request, in the order in which they came. */
    public readonly requests: string[] = [];
    private readonly server = createServer((request, response) => {
        assert.equal(request.method, "GET");
        assert.equal(request.headers.authorization, `Bearer ${TOKEN}`);
        const url = request.url ?? "";
        this.requests.push(url);
        response.writeHead(this.status, { "content-type": "application/json" });
        response.end(JSON.stringify(this.answer(url, request.headers.accept)));
    });

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

    private answer(url: string, accept: string | undefined): object {
        switch (url) {
            case "/version":
                return { gitVersion: this.version };
            case "/api/v1/nodes":
                return list(this.nodes.map(([name, ...ips]) => node(name, ips)));
            case "/api/v1/namespaces":
                return list([{ metadata: { name: "shop" } }]);
            case "/api/v1/namespaces/shop/services":
                return list(this.services);
            case "/api/v1/namespaces/linkerd/configmaps":
                return list(this.configMaps);
            case `/api/v1/namespaces/linkerd/secrets?${ONE_SECRET}`:
                return list(this.secrets);
            case `/apis/apiextensions.k8s.io/v1/customresourcedefinitions?${ONE_DEFINITION}`:
                assert.equal(accept, METADATA);
                // As a real one, which leaves out an empty list of metadata.
                return list(this.definitions.length === 0 ? null : this.definitions);
            case "/api/v1/secrets?labelSelector=owner%3Dhelm":
                assert.equal(accept, METADATA);
                return list(this.helmRevisions.length === 0 ? null : this.helmRevisions);
            case `/api/v1/services?${MIRRORS}`:
                return list(this.mirrors);
            case `/api/v1/pods?${LIVE_MESHED}`:
                return list([]);
            default:
                throw new Error(`the stand-in does not know GET ${url}`);
        }
    }
}

function list(items: readonly object[] | null): object {
    return { apiVersion: "v1", metadata: {}, items };
}

function node(name: string, internalIps: readonly string[]): object {
    return {
        metadata: { name },
        status: {
            addresses: [
                { type: "Hostname", address: name },
                { type: "ExternalIP", address: "203.0.113.10" },
                ...internalIps.map((address) => ({ type: "InternalIP", address })),
            ],
        },
    };
}
