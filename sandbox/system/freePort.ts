import { createServer } from "node:net";

/** Throws one message if another program listens on that port of 127.0.0.1. `variable` is the setting that chose it. */
export async function requireFreePort(
    variable: string,
    port: number,
    example: number,
): Promise<void> {
    if (await isFree(port)) return;
    throw new Error(
        `${variable} is ${String(port)}, where another program listens: ` +
            `set it to a free port, for example ${variable}=${String(example)}`,
    );
}

function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const probe = createServer();
        probe.once("error", () => {
            resolve(false);
        });
        probe.listen(port, "127.0.0.1", () => {
            probe.close(() => {
                resolve(true);
            });
        });
    });
}
