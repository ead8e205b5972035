import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
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

    private constructor(server: Server) {
        this.#server = server;
    }

    public static async start(respond: Responder): Promise<AnsweringServerStandin> {
        const server = createServer();
        const standin = new AnsweringServerStandin(server);
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

    public stop(): void {
        this.#server.close();
        this.#server.closeAllConnections();
    }
}
