import { ApiException, type KubeConfig } from "@kubernetes/client-node";
// The package's index leaves it out; the version is pinned.
import { WebSocketHandler } from "@kubernetes/client-node/dist/web-socket-handler.js";
import { text } from "node:stream/consumers";
import WebSocket from "ws";

/**
 * What the client's Exec and PortForward connect with, for one connection. It ends at `end` whatever it
 * is doing: the client itself waits for ever for an upgrade that is never answered. An upgrade that
 * is refused rejects with the answer of the API server, which `ws` alone leaves out.
 */
export class PodSockets {
    readonly #handler: WebSocketHandler;
    readonly #end: AbortSignal;
    #socket?: WebSocket;
    #closed = Promise.resolve();

    constructor(config: KubeConfig, end: AbortSignal) {
        this.#end = end;
        this.#handler = new WebSocketHandler(config, (uri, protocols, options) => {
            this.#socket = new WebSocket(uri, protocols, options);
            this.#socket.on("unexpected-response", (_request, response) => {
                const code = response.statusCode ?? 0;
                const refuse = (error: unknown) => this.#socket?.emit("error", error);
                text(response).then((body) => {
                    refuse(new ApiException(code, "", body, {}));
                }, refuse);
            });
            this.#closed = new Promise((resolve) => this.#socket?.once("close", resolve));
            end.addEventListener("abort", this.close, { once: true });
            return this.#socket;
        });
    }

    public readonly connect: WebSocketHandler["connect"] = async (...args) => {
        this.#end.throwIfAborted();
        try {
            return await this.#handler.connect(...args);
        } catch (error) {
            this.#end.throwIfAborted();
            // `ws` rejects with an event that is no Error.
            throw (error as Partial<WebSocket.ErrorEvent>).error ?? error;
        }
    };

    /** Resolves when the connection that was made has ended. */
    public closed(): Promise<void> {
        return this.#closed;
    }

    /** Ends the connection without waiting for the other side. */
    public readonly close = (): void => {
        this.#end.removeEventListener("abort", this.close);
        this.#socket?.terminate();
    };
}
