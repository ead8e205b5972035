import assert from "node:assert/strict";
import { Agent, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { KubeConfig, VersionApi } from "@kubernetes/client-node";
import { keptConnections } from "../../../stacks/survey/keptConnections";
import { timeLimit } from "../../../stacks/survey/timeLimit";
import { close, listen } from "../../support/loopback";
import { selfSigned } from "../../support/selfSigned";

describe("keptConnections", () => {
    const identity = selfSigned();
    let handshakes = 0;
    const server = createServer(identity, (_, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ gitVersion: "v1.33.5" }));
    });
    server.on("secureConnection", () => handshakes++);

    /** Asks the server for its version, as a client that was made for this one question. */
    async function ask(certificate = identity.cert): Promise<string> {
        const { port } = server.address() as AddressInfo;
        const config = new KubeConfig();
        config.loadFromClusterAndUser(
            {
                name: "c",
                server: `https://localhost:${port}`,
                skipTLSVerify: false,
                caData: Buffer.from(certificate).toString("base64"),
            },
            { name: "u", token: "token" },
        );
        const { gitVersion } = await config.makeApiClient(VersionApi).getCode({}, timeLimit(10));
        return gitVersion;
    }

    beforeEach(async () => {
        handshakes = 0;
        await listen(server, "localhost");
    });

    afterEach(() => close(server));

    it("asks several questions over one connection", async () => {
        for (let question = 0; question < 5; question++) assert.equal(await ask(), "v1.33.5");
        assert.equal(handshakes, 1);
    });

    it("opens no more than 16 at once", async () => {
        await Promise.all(Array.from({ length: 40 }, () => ask()));
        assert.equal(handshakes, 16);
    });

    it("gives nothing of a connection to a question that trusts another authority", async () => {
        await ask();
        await assert.rejects(ask(selfSigned().cert), /self-signed certificate/);
    });

    it("dials anew where the server has closed", async () => {
        await ask();
        server.closeAllConnections();
        // Over a connection of its own; by its answer the end of the first one has come.
        await ask(identity.cert + identity.cert);
        assert.equal(await ask(), "v1.33.5");
        assert.equal(handshakes, 3);
    });

    it("leaves the agent of a proxy alone", () => {
        class ProxyAgent extends Agent {}
        const agent = new ProxyAgent();
        assert.equal(keptConnections(agent), agent);
    });
});
