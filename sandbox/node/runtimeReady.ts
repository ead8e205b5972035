import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import pRetry from "p-retry";

/**
 * Waits until a containerd answers kubelets, by the call that a kubelet begins with.
 *
 * `ctr version` answers earlier: until the CRI plugin has recovered its state it says "server is not
 * initialized yet", and a kubelet that hears this ends. `pid` is containerd's, whose /run is its node's.
 */
export async function waitForRuntime(pid: number): Promise<void> {
    const socket = `unix:/proc/${String(pid)}/root/run/containerd/containerd.sock`;
    const asked = () => {
        const client = new Client(socket, credentials.createInsecure());
        return askVersion(client).finally(() => {
            client.close();
        });
    };
    await pRetry(asked, { retries: 100, minTimeout: 100, factor: 1 });
}

function askVersion(client: Client): Promise<void> {
    // An empty VersionRequest has no bytes, and what is answered is not read.
    const bytes = (message: Buffer) => message;
    return new Promise((resolve, reject) => {
        client.makeUnaryRequest(
            "/runtime.v1.RuntimeService/Version",
            bytes,
            bytes,
            Buffer.alloc(0),
            { deadline: performance.timeOrigin + performance.now() + 2000 },
            (error: ServiceError | null) => {
                if (error === null) resolve();
                else reject(error);
            },
        );
    });
}
