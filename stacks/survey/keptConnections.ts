import type { Agent } from "node:http";
import * as https from "node:https";

/** Connections to one API server at once; further requests wait for one of them. */
const CONNECTIONS = 16;

/** How long a connection without a request stays open, milliseconds; a server that restarts meanwhile is dialled anew. */
const IDLE = 5000;

const kept = new Map<string, https.Agent>();

/**
 * In place of the agent of a request: one that keeps its connections for the next request with the same
 * credentials. The Kubernetes client makes an agent, and so a connection and its handshake, for each
 * request, 10 ms of CPU. An agent of a proxy is handed back as it is.
 */
export function keptConnections(agent: Agent): Agent {
    if (!(agent instanceof https.Agent) || agent.constructor !== https.Agent) return agent;
    const key = JSON.stringify(agent.options);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const keeping = new https.Agent({
        ...agent.options,
        keepAlive: true,
        maxSockets: CONNECTIONS,
        timeout: IDLE,
    });
    kept.set(key, keeping);
    return keeping;
}
