import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { stringify } from "yaml";

/** What a request is answered with: an object, as JSON, or text. */
export interface Reply {
    readonly status?: number;
    readonly body: object | string;
}

/** Answers a request by its method and path; undefined is a request that the test did not expect. */
export type Responder = (request: {
    readonly call: string;
    readonly token: string | undefined;
    readonly body: unknown;
}) => Reply | undefined;

/** Takes the request of a WebSocket; one that is not accepted is never answered. */
export type UpgradeResponder = (call: string, accept: () => Promise<WebSocket>) => void;

async function textOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
}

/**
 * Stands in for a Kubernetes API server, on the loopback address: each test says what is answered.
 * That a real server is asked the right questions is for the tests on the sandbox to show.
 */
export class AnsweringServerStandin {
    public readonly unexpected: string[] = [];
    readonly #server: Server;
    readonly #connections = new Set<Socket>();

    private constructor(server: Server) {
        this.#server = server;
    }

    public static async start(
        respond: Responder,
        onUpgrade?: UpgradeResponder,
    ): Promise<AnsweringServerStandin> {
        const server = createServer();
        const standin = new AnsweringServerStandin(server);
        server.on("connection", (socket: Socket) => {
            standin.#connections.add(socket);
            socket.once("close", () => standin.#connections.delete(socket));
        });
        if (onUpgrade !== undefined) takeUpgrades(server, onUpgrade);
        server.on("request", (request, response) => {
            void textOf(request).then((text) => {
                const call = `${request.method ?? ""} ${request.url ?? ""}`;
                const token = request.headers.authorization?.replace("Bearer ", "");
                const body: unknown = text === "" ? undefined : JSON.parse(text);
                const reply = respond({ call, token, body });
                if (reply === undefined) standin.unexpected.push(call);
                const { status = 200, body: answer } = reply ?? { status: 404, body: {} };
                const isText = typeof answer === "string";
                response.writeHead(status, {
                    "content-type": isText ? "text/plain; version=0.0.4" : "application/json",
                });
                response.end(isText ? answer : JSON.stringify(answer));
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return standin;
    }

    public get url(): string {
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    /** A kubeconfig for it, with a token. */
    public kubeconfig(token: string): string {
        return stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "standin",
                    cluster: { server: this.url, "insecure-skip-tls-verify": true },
                },
            ],
            users: [{ name: "standin", user: { token } }],
            contexts: [{ name: "standin", context: { cluster: "standin", user: "standin" } }],
            "current-context": "standin",
        });
    }

    /** Resolves when nobody is connected. */
    public async left(): Promise<void> {
        const ends = [...this.#connections].map(
            (socket) => new Promise((resolve) => socket.once("close", resolve)),
        );
        await Promise.all(ends);
    }

    public stop(): void {
        this.#server.close();
        for (const socket of this.#connections) socket.destroy();
    }
}

function takeUpgrades(server: Server, onUpgrade: UpgradeResponder): void {
    const sockets = new WebSocketServer({
        noServer: true,
        handleProtocols: () => "v4.channel.k8s.io",
    });
    server.on("upgrade", (request, socket, head) => {
        const accept = () =>
            new Promise<WebSocket>((resolve) => {
                sockets.handleUpgrade(request, socket, head, (accepted) => {
                    // A client that leaves with something unread resets the connection.
                    accepted.on("error", () => undefined);
                    resolve(accepted);
                });
            });
        onUpgrade(`${request.method ?? ""} ${request.url ?? ""}`, accept);
        // One that is never accepted would stay half open.
        socket.on("error", () => socket.destroy());
        socket.on("end", () => socket.end()).resume();
    });
}
