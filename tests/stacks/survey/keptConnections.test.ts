import assert from "node:assert/strict";
import { createServer as createProxy, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { KubeConfig, VersionApi } from "@kubernetes/client-node";
import { requestFailure } from "../../../stacks/survey/requestFailure";
import { timeLimit } from "../../../stacks/survey/timeLimit";
import { close, listen } from "../../support/loopback";
import { selfSigned } from "../../support/selfSigned";

const VERSION = JSON.stringify({ gitVersion: "v1.33.5" });

describe("sendKept", () => {
    const identity = selfSigned();
    let handshakes = 0;
    let reply: (response: ServerResponse) => void;
    const server = createServer(identity, (_, response) => {
        response.setHeader("content-type", "application/json");
        reply(response);
    });
    server.on("secureConnection", () => handshakes++);
    const portOf = () => (server.address() as AddressInfo).port;

    /** Asks for the version, as a client that was made for this one question. */
    async function ask({
        certificate = identity.cert,
        port = portOf(),
        seconds = 10,
        proxyUrl,
    }: {
        certificate?: string;
        port?: number;
        seconds?: number;
        proxyUrl?: string;
    } = {}): Promise<string> {
        const config = new KubeConfig();
        config.loadFromClusterAndUser(
            {
                name: "c",
                server: `https://localhost:${String(port)}`,
                skipTLSVerify: false,
                caData: Buffer.from(certificate).toString("base64"),
                proxyUrl,
            },
            { name: "u", token: "token" },
        );
        const { gitVersion } = await config
            .makeApiClient(VersionApi)
            .getCode({}, timeLimit(seconds));
        return gitVersion;
    }
    const failure = (asked: Promise<unknown>) => asked.then(() => "none", requestFailure);

    beforeEach(async () => {
        handshakes = 0;
        reply = (response) => response.end(VERSION);
        await listen(server, "localhost");
    });

    afterEach(() => close(server));

    it("asks several questions over one connection", async () => {
        for (let question = 0; question < 5; question++) assert.equal(await ask(), "v1.33.5");
        assert.equal(handshakes, 1);
    });

    it("opens no more than 8 at once", async () => {
        await Promise.all(Array.from({ length: 40 }, () => ask()));
        assert.equal(handshakes, 8);
    });

    it("reads long answers of a kept connection to their end, packed or not", async () => {
        const long = JSON.stringify({ gitVersion: "v1.33.5", padding: "x".repeat(300_000) });
        for (let question = 0; question < 4; question++) {
            reply = (response) => {
                const isPacked = question % 2 === 0;
                if (isPacked) response.setHeader("content-encoding", "gzip");
                const bytes = isPacked ? gzipSync(long) : Buffer.from(long);
                // Without a length: in chunks.
                response.write(bytes.subarray(0, 200));
                setImmediate(() => response.end(bytes.subarray(200)));
            };
            assert.equal(await ask(), "v1.33.5");
        }
        assert.equal(handshakes, 1);
    });

    it("gives nothing of a connection to a question that trusts another authority", async () => {
        await ask();
        assert.equal(
            await failure(ask({ certificate: selfSigned().cert })),
            "its certificate is not signed by the CA in the kubeconfig",
        );
    });

    it("dials anew where the server has closed", async () => {
        await ask();
        server.closeAllConnections();
        // Over a connection of its own; by its answer the end of the first one has come.
        await ask({ certificate: identity.cert + identity.cert });
        assert.equal(await ask(), "v1.33.5");
        assert.equal(handshakes, 3);
    });

    it("asks anew where the server ends a kept connection when the question comes", async () => {
        const asked = new Set<unknown>();
        reply = (response) => {
            if (asked.has(response.socket)) response.destroy();
            else response.end(VERSION);
            asked.add(response.socket);
        };
        assert.equal(await ask(), "v1.33.5");
        assert.equal(await ask(), "v1.33.5");
        assert.equal(handshakes, 2);
    });

    it("says that the server broke off, in the middle of an answer and before it", async () => {
        reply = (response) => response.destroy();
        assert.equal(await failure(ask()), "the connection was reset");
        reply = (response) => {
            response.write("{", () => response.destroy());
        };
        assert.equal(await failure(ask()), "the connection was reset");
    });

    it("says that nothing answers, where a connection says nothing and where none listens", async () => {
        reply = () => undefined;
        assert.equal(await failure(ask({ seconds: 0.2 })), "it does not answer");
        const port = portOf();
        await close(server);
        assert.equal(await failure(ask({ port })), "the connection is refused");
        const silent = createTcpServer((socket) => socket.resume());
        await new Promise<void>((resolve) => silent.listen(0, "localhost", resolve));
        const { port: silentPort } = silent.address() as AddressInfo;
        const asked = ask({ port: silentPort, seconds: 0.2 });
        assert.equal(await failure(asked), "it does not answer");
        await new Promise((resolve) => silent.close(resolve));
        await listen(server, "localhost");
    });

    it("leaves what goes through a proxy to the client", async () => {
        const proxy = createProxy();
        proxy.on("connect", (_, socket: Socket) => {
            const { port, address } = server.address() as AddressInfo;
            const onward = connect(port, address, () => {
                socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
                socket.pipe(onward).pipe(socket);
            });
            onward.on("close", () => socket.destroy());
        });
        await listen(proxy);
        const { port, address } = proxy.address() as AddressInfo;
        const proxyUrl = `http://${address}:${String(port)}`;
        for (let question = 0; question < 2; question++) {
            assert.equal(await ask({ proxyUrl }), "v1.33.5");
        }
        assert.equal(handshakes, 2);
        await close(server);
        await close(proxy);
        await listen(server, "localhost");
    });
});
