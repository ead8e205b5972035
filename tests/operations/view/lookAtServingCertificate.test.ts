import assert from "node:assert/strict";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { createServer } from "node:tls";
import { lookAtServingCertificate } from "../../../operations/view/lookAtServingCertificate";
import { certificate } from "../support/pki";
import { kubeconfigWith } from "../support/views";

/** One that nobody signed: whoever signed it is not asked here. */
const PAIR = certificate("localhost", undefined, { host: "localhost" });
const NAMED = { seen: { namesHost: true, names: ["localhost"] } };
const OTHER = { seen: { namesHost: false, names: ["localhost"] } };

describe("lookAtServingCertificate", () => {
    let api: Server;
    let mute: Server;
    const port = (server: Server) => (server.address() as AddressInfo).port;
    const look = (apiServer: string, server = apiServer) =>
        lookAtServingCertificate({ apiServer, kubeconfig: kubeconfigWith(server, "c") });

    before(async () => {
        api = createServer({ key: PAIR.key, cert: PAIR.cert });
        mute = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
        for (const server of [api, mute]) {
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        }
    });

    after(() => {
        api.close();
        mute.close();
    });

    it("finds the host of the URL among its names", async () => {
        assert.deepEqual(await look(`https://localhost:${port(api)}`), NAMED);
    });

    it("does not find another", async () => {
        assert.deepEqual(await look(`https://127.0.0.1:${port(api)}`), OTHER);
    });

    it("asks the kubeconfig's server where this machine does not reach the peers' address", async () => {
        const own = `https://localhost:${port(api)}`;
        assert.deepEqual(await look("https://127.0.0.1:1", own), OTHER);
        assert.deepEqual(await look("https://localhost:1", own), NAMED);
    });

    it("takes the certificate of a proxy for no API server's", async () => {
        const proxy = `https://localhost:${port(api)}/k8s/clusters/c-1`;
        assert.deepEqual(await look("https://127.0.0.1:1", proxy), {
            failure: "the connection is refused",
        });
    });

    it("says why nothing was shown", async () => {
        assert.deepEqual(await look(`https://127.0.0.1:${port(mute)}`), {
            failure: "what listens there speaks no TLS",
        });
    });
});
