import { PortForward, type KubeConfig } from "@kubernetes/client-node";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { Duplex, PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { PodSockets } from "./podSockets";

/** A port of a pod that speaks HTTP. */
export interface PodPort {
    readonly namespace: string;
    readonly pod: string;
    readonly port: number;
}

/**
 * The body at `path` of a pod's port, through a forwarded port: it arrives on the loopback address inside
 * the pod, where no proxy of a mesh refuses it. Rejects at `end`, and leaves nothing open.
 *
 * Needs the right to create `pods/portforward`.
 */
export async function getFromPod(
    config: KubeConfig,
    { namespace, pod, port }: PodPort,
    path: string,
    end: AbortSignal,
): Promise<string> {
    const sockets = new PodSockets(config, end);
    const [sent, received, problem] = [new PassThrough(), new PassThrough(), new PassThrough()];
    try {
        const forward = new PortForward(config, true, sockets);
        await forward.portForward(namespace, pod, [port], received, problem, sent);
        void sockets.closed().then(() => received.end());
        const stream = Duplex.from({ readable: received, writable: sent });
        const get = request({ createConnection: () => stream, path, signal: end });
        get.end();
        const [response] = (await once(get, "response")) as [IncomingMessage];
        if (response.statusCode !== 200) throw new Error(`it answers ${response.statusCode}`);
        return await text(response);
    } catch (error) {
        end.throwIfAborted();
        // What the kubelet says of a port that nobody listens at.
        const told = (problem.read() as Buffer | null)?.toString().trim() ?? "";
        throw told === "" ? error : new Error(told, { cause: error });
    } finally {
        sockets.close();
    }
}
