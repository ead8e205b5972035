import * as https from "node:https";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
    IsomorphicFetchHttpLibrary,
    ResponseContext,
    type RequestContext,
} from "@kubernetes/client-node";
import type { IncomingMessage } from "node:http";

/** Connections to one API server at once; further requests wait for one of them. */
const CONNECTIONS = 8;

/** How long a connection without a request stays open, milliseconds. */
const IDLE = 5000;

const http = new IsomorphicFetchHttpLibrary();
const unpacked = promisify(gunzip);
const kept = new Map<string, https.Agent>();

/**
 * Sends a request to an API server over a connection that is kept for the next one with the same
 * credentials, and reads its whole answer. The Kubernetes client makes a connection for each, a handshake of
 * 10 ms of CPU; over kept ones its node-fetch ends long answers with "Premature close". What goes through a
 * proxy is sent as the client does it.
 */
export async function sendKept(request: RequestContext): Promise<ResponseContext> {
    const agent: unknown = request.getAgent();
    if (!(agent instanceof https.Agent) || agent.constructor !== https.Agent) {
        const { httpStatusCode, headers, body } = await http.send(request).toPromise();
        return answer(httpStatusCode, headers, await body.binary());
    }
    const response = await send(request, keeping(agent));
    const bytes = await buffer(response);
    const { statusCode = 0, headers } = response;
    return answer(
        statusCode,
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
        headers["content-encoding"] === "gzip" ? await unpacked(bytes) : bytes,
    );
}

function send(request: RequestContext, agent: https.Agent): Promise<IncomingMessage> {
    const method = request.getHttpMethod().toString();
    return new Promise((resolve, reject) => {
        const sent = https
            .request(request.getUrl(), {
                method,
                headers: { ...request.getHeaders(), "accept-encoding": "gzip" },
                signal: request.getSignal(),
                agent,
            })
            .on("response", resolve)
            .on("error", (error: NodeJS.ErrnoException) => {
                // The server ended the connection before it could know of another question.
                const isStale = sent.reusedSocket && error.code === "ECONNRESET";
                if (isStale && method === "GET") resolve(send(request, agent));
                else reject(error);
            });
        sent.end(request.getBody());
    });
}

function answer(status: number, headers: Record<string, string>, bytes: Buffer): ResponseContext {
    return new ResponseContext(status, headers, {
        text: () => Promise.resolve(bytes.toString()),
        binary: () => Promise.resolve(bytes),
    });
}

function keeping({ options }: https.Agent): https.Agent {
    const name = JSON.stringify(options);
    const known = kept.get(name);
    if (known !== undefined) return known;
    const agent = new https.Agent({
        ...options,
        keepAlive: true,
        maxSockets: CONNECTIONS,
        timeout: IDLE,
    });
    kept.set(name, agent);
    return agent;
}
