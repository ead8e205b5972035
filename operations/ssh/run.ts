import { text } from "node:stream/consumers";
import type { Client, ClientCallback } from "ssh2";
import { SshFailure } from "./sshFailure";

/** How a command ended. */
export interface RunResult {
    /** Exit status; undefined where a signal ended it. */
    readonly status: number | undefined;
    readonly stdout: string;
    readonly stderr: string;
}

/** A command with its standard input. */
export interface RunArgs {
    readonly command: string;
    readonly stdin?: string;
    readonly seconds: number;
}

/** Runs a command where `client` is logged in; `name` is that of the host. Rejects with an `SshFailure`. */
export function run(client: Client, name: string, args: RunArgs): Promise<RunResult> {
    const { command, stdin = "", seconds } = args;
    return new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
            reject(new SshFailure(`${name}: a command did not end within ${seconds} s`));
        }, seconds * 1000);
        const ended = new SshFailure(`${name}: the connection ended while a command ran`);
        const opened: ClientCallback = (error, channel) => {
            if (error !== undefined) {
                clearTimeout(limit);
                reject(new SshFailure(`${name} runs no commands: ${error.message}`));
                return;
            }
            let status: number | undefined;
            channel.once("exit", (code: number | null) => {
                status = code ?? undefined;
            });
            Promise.all([text(channel), text(channel.stderr)])
                .then(([stdout, stderr]) => {
                    resolve({ status, stdout, stderr });
                })
                .catch(() => {
                    reject(ended);
                })
                .finally(() => {
                    clearTimeout(limit);
                });
            channel.end(stdin);
        };
        try {
            client.exec(command, opened);
        } catch {
            // ssh2 throws where the connection has ended already.
            clearTimeout(limit);
            reject(new SshFailure(`${name}: the connection has ended`));
        }
    });
}
