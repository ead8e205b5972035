import { PortForward, type KubeConfig } from "@kubernetes/client-node";
import { Duplex, PassThrough } from "node:stream";
import { PodSockets } from "./podSockets";

/** A port of a pod. */
export interface PodPort {
    readonly namespace: string;
    readonly pod: string;
    readonly port: number;
}

/**
 * What `use` makes of a connection to a pod's port, forwarded through the API server: it arrives on the
 * loopback address inside the pod, where no proxy of a mesh refuses it. Rejects at `end`, and leaves
 * nothing open.
 *
 * Needs the right to create `pods/portforward`.
 */
export async function withPodPort<T>(
    config: KubeConfig,
    { namespace, pod, port }: PodPort,
    end: AbortSignal,
    use: (connection: Duplex) => Promise<T>,
): Promise<T> {
    const sockets = new PodSockets(config, end);
    const [sent, received, problem] = [new PassThrough(), new PassThrough(), new PassThrough()];
    try {
        const forward = new PortForward(config, true, sockets);
        await forward.portForward(namespace, pod, [port], received, problem, sent);
        void sockets.closed().then(() => received.end());
        const connection = Duplex.from({ readable: received, writable: sent });
        // Who destroys it early gets an AbortError, which nobody waits for.
        connection.on("error", () => undefined);
        return await use(connection);
    } catch (error) {
        end.throwIfAborted();
        // What the kubelet says of a port that nobody listens at.
        const told = (problem.read() as Buffer | null)?.toString().trim() ?? "";
        throw told === "" ? error : new Error(told, { cause: error });
    } finally {
        sockets.close();
    }
}
