import { KubeConfig } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { connect, type AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { certificateOfPod } from "../../../operations/pods/certificateOfPod";
import { AnsweringServerStandin, type UpgradeResponder } from "../support/answeringServerStandin";
import { certificate } from "../support/pki";

const PORT = 4191;
const IDENTITY = "web.shop.serviceaccount.identity.linkerd.cluster.local";
const CALL = `GET /api/v1/namespaces/shop/pods/web-1/portforward?ports=${PORT}`;

/** Passes the bytes of a forwarded port on to a port of this machine, as the kubelet does. */
function forwardTo(port: number, calls: string[]): UpgradeResponder {
    return (call, accept) => {
        calls.push(call);
        void accept().then((socket) => {
            for (const stream of [0, 1]) {
                socket.send(Buffer.from([stream, PORT & 0xff, PORT >> 8]));
            }
            const pod = connect(port, "127.0.0.1");
            socket.on("message", (data: Buffer) => pod.write(data.subarray(1)));
            socket.on("close", () => pod.destroy());
            pod.on("data", (data) => {
                socket.send(Buffer.concat([Buffer.from([0]), data]));
            });
            pod.on("error", () => undefined);
            pod.on("close", () => {
                socket.close();
            });
        });
    };
}

describe("certificateOfPod", () => {
    let server: AnsweringServerStandin;
    let proxy: Server;
    let names: string[];

    const anchor = certificate("root");
    const issuer = certificate("issuer", anchor);
    const leaf = certificate("web", issuer, { host: IDENTITY });

    beforeEach(async () => {
        names = [];
        proxy = createServer({
            cert: `${leaf.cert}${issuer.cert}`,
            key: leaf.key,
            SNICallback: (name, done) => {
                names.push(name);
                done(null);
            },
        });
        proxy.on("tlsClientError", () => undefined);
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    });

    afterEach(() => {
        server.stop();
        proxy.close();
    });

    /** What is read of a pod, with an API server that does this with an upgrade. */
    async function read(onUpgrade: UpgradeResponder, end = new AbortController().signal) {
        server = await AnsweringServerStandin.start(() => undefined, onUpgrade);
        const config = new KubeConfig();
        config.loadFromString(server.kubeconfig("operator"));
        const port = { namespace: "shop", pod: "web-1", port: PORT };
        const chain = await certificateOfPod(config, port, IDENTITY, end).finally(() =>
            server.left(),
        );
        return chain.map(({ raw }) => raw.toString("base64"));
    }

    it("is what the proxy shows to who asks for its identity, with the issuer", async () => {
        const calls: string[] = [];
        const chain = await read(forwardTo((proxy.address() as AddressInfo).port, calls));
        const shown = [leaf, issuer].map(({ cert }) => cert.replace(/-----.*-----|\s/g, ""));
        assert.deepEqual([chain, names, calls], [shown, [IDENTITY], [CALL]]);
    });

    it("ends at its limit with an API server that never answers", async () => {
        const limit = new AbortController();
        const never = () => {
            limit.abort();
        };
        await assert.rejects(read(never, limit.signal), { name: "AbortError" });
    });
});
