import type { KubeConfig } from "@kubernetes/client-node";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { withPodPort, type PodPort } from "./withPodPort";

/** The body at `path` of a pod's port that speaks HTTP; as {@link withPodPort}. */
export function getFromPod(
    config: KubeConfig,
    port: PodPort,
    path: string,
    end: AbortSignal,
): Promise<string> {
    return withPodPort(config, port, end, async (connection) => {
        const get = request({ createConnection: () => connection, path, signal: end });
        get.end();
        const [response] = (await once(get, "response")) as [IncomingMessage];
        if (response.statusCode !== 200) throw new Error(`it answers ${response.statusCode}`);
        return text(response);
    });
}
