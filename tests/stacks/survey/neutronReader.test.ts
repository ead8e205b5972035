import assert from "node:assert/strict";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { NeutronReader, withoutAborted } from "../../../stacks/survey/neutronReader";
import { NeutronProjectStandin } from "../../support/neutronProjectStandin";

const VARIABLES = ["HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"];

describe("NeutronReader", () => {
    const project = new NeutronProjectStandin();
    /** Requests that came through the proxy, as it was asked for them. */
    const forwarded: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
        const { method, url = "", headers } = incoming;
        forwarded.push(`${method ?? ""} ${url.replace(project.url(), "")}`);
        incoming.pipe(
            request(url, { method, headers, agent: new Agent() }, (answer) => {
                outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
                answer.pipe(outgoing);
            }),
        );
    });
    const before_ = VARIABLES.map((name) => [name, process.env[name]] as const);

    before(async () => {
        await project.start();
        project.collections = { networks: [{ id: "network-id", name: "cp-network" }] };
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
        for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
    });
    beforeEach(() => {
        forwarded.length = 0;
        project.requests.length = 0;
    });
    after(async () => {
        for (const [name, value] of before_) {
            if (value === undefined) Reflect.deleteProperty(process.env, name);
            else process.env[name] = value;
        }
        proxy.closeAllConnections();
        await new Promise((resolve) => proxy.close(resolve));
        await project.stop();
    });

    const read = async () => {
        const cloud = { authUrl: project.url(), userName: "demo", password: "pass" };
        const found = await (await NeutronReader.open(cloud)).list<{ id: string }>("networks");
        return found.map(({ id }) => id);
    };
    const ASKED = ["POST /v3/auth/tokens", "GET /network/v2.0/networks"];

    it("asks through the proxy that the environment names", async () => {
        process.env["HTTP_PROXY"] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
        assert.deepEqual(await read(), ["network-id"]);
        assert.deepEqual(forwarded, ["POST /v3/auth/tokens", "GET /network/v2.0/networks"]);
        assert.deepEqual(project.requests, ASKED);
    });

    it("asks without it what NO_PROXY names", async () => {
        process.env["NO_PROXY"] = "127.0.0.1";
        assert.deepEqual(await read(), ["network-id"]);
        assert.deepEqual(forwarded, []);
        assert.deepEqual(project.requests, ASKED);
    });

    it("asks a service again that says it is not available", async () => {
        project.unavailable = 1;
        assert.deepEqual(await read(), ["network-id"]);
        assert.deepEqual(project.requests, [ASKED[0], ...ASKED]);
    });

    it("says of a service that is silent how long it was asked", () => {
        assert.equal(
            withoutAborted(
                "POST http://cloud/v3/auth/tokens: The operation was aborted due to timeout",
            ),
            "POST http://cloud/v3/auth/tokens: no answer within 15 s",
        );
    });

    it("does not ask again what is refused", async () => {
        project.refuses = true;
        try {
            await assert.rejects(read(), { message: /answered 401/ });
            assert.deepEqual(project.requests, [ASKED[0]]);
        } finally {
            project.refuses = false;
        }
    });

    it("hands its token to no other origin that a next page is said to be at", async () => {
        const other = new NeutronProjectStandin();
        await other.start();
        try {
            project.collections = { networks: [{ id: "first" }, { id: "second" }] };
            project.nextOrigin = other.url();
            await assert.rejects(read(), {
                message: `Neutron's networks: the next page is said to be at ${other.url()}, and Keystone has Neutron at ${project.url()}; nothing was sent there`,
            });
            assert.deepEqual(project.requests, ASKED);
            assert.deepEqual(other.requests, []);
        } finally {
            await other.stop();
        }
    });
});
