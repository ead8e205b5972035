import type { dynamic } from "@pulumi/pulumi";
import { printableLines } from "./printable";

/** What an error of a request has, besides those of Node.js. */
interface Thrown extends Error {
    /** Of the Kubernetes client: the status that was answered, and with it a `Status`, or any page. */
    readonly code?: unknown;
    readonly body?: unknown;
}

/** What the API server says in an answer; nothing of one that is no `Status`. */
function saidIn(body: unknown): string {
    try {
        const { message } = (typeof body === "string" ? JSON.parse(body) : body) as Thrown;
        return typeof message === "string" ? `: ${message}` : "";
    } catch {
        return "";
    }
}

/** What a request failed with, in a sentence's words; quotes no header, and no body but a `Status`. */
export function textOf(thrown: unknown): string {
    const { name, message, code, body } = thrown as Thrown;
    // The client's own message quotes body and headers, over four lines.
    if (typeof code === "number") return `the API server answers ${code}${saidIn(body)}`;
    if (name === "AbortError") return "the API server does not answer in time";
    return message;
}

/**
 * The same provider, whose errors are for the operator: what was answered, as a terminal may show it, and
 * no stack, which Pulumi's process for dynamic resources prints with every error.
 */
export function withPlainErrors<Inputs, Outputs>(
    provider: dynamic.ResourceProvider<Inputs, Outputs>,
): dynamic.ResourceProvider<Inputs, Outputs> {
    const plain = Object.entries(provider).map(([name, operation]) => [
        name,
        async (...args: unknown[]) => {
            try {
                return await (operation as (...args: unknown[]) => unknown)(...args);
            } catch (error) {
                const text = printableLines(textOf(error));
                throw Object.assign(new Error(text), { stack: "" });
            }
        },
    ]);
    return Object.fromEntries(plain) as dynamic.ResourceProvider<Inputs, Outputs>;
}
