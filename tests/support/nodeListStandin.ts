import assert from "node:assert/strict";
import { createServer } from "node:http";
import { standinKubeconfig, TOKEN } from "./standinKubeconfig";

/** Stands in for an API server that lists nodes and knows nothing else; not what a real one checks. */
export class NodeListStandin {
    /** Names and addresses of type InternalIP. */
    public nodes: readonly (readonly [name: string, ...internalIps: string[]])[] = [];
    /** What each request is answered with. */
    public status = 200;
    public requests = 0;
    private readonly server = createServer((request, response) => {
        assert.equal(`${request.method ?? ""} ${request.url ?? ""}`, "GET /api/v1/nodes");
        assert.equal(request.headers.authorization, `Bearer ${TOKEN}`);
        this.requests++;
        const items = this.nodes.map(([name, ...internalIps]) => ({
            metadata: { name },
            status: {
                addresses: [
                    { type: "Hostname", address: name },
                    { type: "ExternalIP", address: "203.0.113.10" },
                    ...internalIps.map((address) => ({ type: "InternalIP", address })),
                ],
            },
        }));
        response.writeHead(this.status, { "content-type": "application/json" });
        response.end(JSON.stringify({ kind: "NodeList", apiVersion: "v1", metadata: {}, items }));
    });

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
        return standinKubeconfig(this.server);
    }
}
