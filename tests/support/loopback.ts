import type { Server } from "node:http";

/** Listens on a free port of the loopback address. */
export async function listen(server: Server, host = "127.0.0.1"): Promise<void> {
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
}

/** Ends a server, and what is still connected to it. */
export async function close(server: Server): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
}
