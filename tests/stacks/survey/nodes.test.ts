import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkNodes } from "../../../stacks/survey/nodes";
import { node } from "../../support/sites";

/** An API server that lists nodes and knows nothing else; not what a real one checks. */
function nodeListStandin(status: number, names: readonly string[]): Server {
    const items = names.map((name, index) => ({
        metadata: { name },
        status: {
            addresses: [
                { type: "Hostname", address: name },
                { type: "ExternalIP", address: "203.0.113.10" },
                { type: "InternalIP", address: `192.168.0.${String(11 + index)}` },
            ],
        },
    }));
    return createServer((request, response) => {
        assert.equal(`${request.method ?? ""} ${request.url ?? ""}`, "GET /api/v1/nodes");
        assert.equal(request.headers.authorization, "Bearer token of the operator");
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ kind: "NodeList", apiVersion: "v1", metadata: {}, items }));
    });
}

function kubeconfig(server: string): string {
    const cluster = { server, "insecure-skip-tls-verify": true };
    return JSON.stringify({
        clusters: [{ name: "c", cluster }],
        users: [{ name: "u", user: { token: "token of the operator" } }],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
    });
}

describe("checkNodes", () => {
    const servers: Server[] = [];

    async function serve(status: number, ...names: string[]): Promise<string> {
        const server = nodeListStandin(status, names);
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    }

    afterEach(async () => {
        for (const server of servers.splice(0)) {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        }
    });

    const hosts = [node("master1", "192.168.0.11"), node("worker1", "192.168.0.12")];
    const entry = (name: string, index: number, server: string) => ({
        name,
        index,
        kubeconfig: kubeconfig(server),
        hosts,
    });

    it("says nothing where API and configuration agree", async () => {
        const server = await serve(200, "master1", "worker1");
        assert.deepEqual(await checkNodes([entry("east", 0, server)]), []);
    });

    it("takes the InternalIP, not an address from outside", async () => {
        const server = await serve(200, "master1", "worker1");
        const outside = [node("master1", "203.0.113.10"), ...hosts.slice(1)];
        const [problem, ...others] = await checkNodes([
            { ...entry("east", 0, server), hosts: outside },
        ]);
        assert.equal(problem?.advice, "the InternalIP of master1 is 192.168.0.11; write that");
        assert.deepEqual(others, []);
    });

    it("compares every cluster with its own nodes, in the order of the configuration", async () => {
        const east = entry("east", 0, await serve(200, "master1", "worker1", "worker2"));
        const west = entry("west", 1, await serve(200, "master1"));
        assert.deepEqual(
            (await checkNodes([east, west])).map(({ path }) => path),
            [
                ["clusters", 0, "nodes", "hosts"],
                ["clusters", 1, "nodes", "hosts", 1, "name"],
            ],
        );
    });

    it("is one problem where the API server refuses, without its whole answer", async () => {
        assert.deepEqual(await checkNodes([entry("east", 2, await serve(403))]), [
            {
                path: ["clusters", 2, "nodes", "hosts"],
                value: hosts,
                advice: "the API server of east does not tell its nodes: it answers 403; check its kubeconfig, and that this machine reaches the server",
            },
        ]);
    });

    it("is one problem where nothing listens", async () => {
        const server = await serve(200);
        for (const listening of servers.splice(0)) listening.close();
        const [problem, ...others] = await checkNodes([entry("east", 0, server)]);
        assert.equal(
            problem?.advice,
            `the API server of east does not tell its nodes: request to ${server}/api/v1/nodes failed, reason: connect ECONNREFUSED ${server.slice("http://".length)}; check its kubeconfig, and that this machine reaches the server`,
        );
        assert.deepEqual(others, []);
    });

    it("asks nothing of a cluster that is lost, with every node skipped", async () => {
        const lost = {
            ...entry("east", 0, "http://127.0.0.1:1"),
            hosts: [node("master1", "192.168.0.11", true), node("worker1", "192.168.0.12", true)],
        };
        assert.deepEqual(await checkNodes([lost]), []);
        assert.equal((await checkNodes([{ ...lost, hosts: [...lost.hosts, ...hosts] }])).length, 1);
    });
});
