import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { buffer } from "node:stream/consumers";
import { load } from "js-yaml";
import { z } from "zod";
import type { RepositoryLogin } from "../../components/linkerd/charts";
import { proxyAgent as agent } from "../../components/proxyAgent";

/** How long one answer may take, milliseconds: the machine is busiest when a preview begins. */
const PATIENCE_MS = 60_000;

/** How often a repository may send on; Go's client stops at ten. */
const MOST_REDIRECTS = 10;

const Index = z.object({ entries: z.record(z.string(), z.array(z.unknown()).nullable()) });
/** Those of other charts are nobody's choice, whatever they look like. */
const Entry = z.object({ version: z.string(), urls: z.array(z.string()) });

/** A Helm repository as Helm asks it: its `index.yaml` once, then archives. */
export class ChartRepository {
    readonly #url: string;
    readonly #login: RepositoryLogin<string>;
    readonly #ca: string | undefined;
    #index: Promise<z.output<typeof Index>> | undefined;

    constructor(url: string, login: RepositoryLogin<string> = {}) {
        this.#url = `${url.replace(/\/+$/, "")}/`;
        this.#login = login;
        this.#ca = login.caFile === undefined ? undefined : readFileSync(login.caFile, "utf8");
    }

    /** The bytes of an archive. Rejects with one sentence without secrets. */
    public async archive(name: string, version: string): Promise<Buffer> {
        const { entries } = await (this.#index ??= this.#readIndex());
        const [url] = (entries[name] ?? [])
            .flatMap((entry) => Entry.safeParse(entry).data ?? [])
            .flatMap((entry) => (entry.version === version ? entry.urls : []));
        if (url === undefined) {
            throw new Error(`${this.#url}index.yaml has no ${name} ${version}`);
        }
        return this.#get(new URL(url, this.#url));
    }

    async #readIndex(): Promise<z.output<typeof Index>> {
        const url = new URL("index.yaml", this.#url);
        const text = (await this.#get(url)).toString("utf8");
        try {
            return Index.parse(load(text));
        } catch {
            throw new Error(`${url.href} is no index of a Helm repository`);
        }
    }

    async #get(url: URL, redirects = 0): Promise<Buffer> {
        const shown = `${url.origin}${url.pathname}`;
        const { username, password } = this.#login;
        // Helm gives them to the repository's own host alone, too.
        const isOwn = url.origin === new URL(this.#url).origin && username !== undefined;
        const client = url.protocol === "https:" ? https : http;
        const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
            const options = {
                agent,
                ca: this.#ca,
                signal: AbortSignal.timeout(PATIENCE_MS),
                ...(isOwn ? { auth: `${username}:${password ?? ""}` } : {}),
            };
            client.get(url, options, resolve).on("error", (error) => {
                reject(new Error(`${shown} does not answer: ${reasonOf(error)}`));
            });
        });
        const { statusCode: status = 0, headers } = answer;
        if (status >= 300 && status < 400 && headers.location !== undefined) {
            answer.resume();
            if (redirects < MOST_REDIRECTS) {
                return this.#get(new URL(headers.location, url), redirects + 1);
            }
        }
        if (status !== 200) {
            answer.resume();
            throw new Error(`${shown} answers ${String(status)}`);
        }
        return buffer(answer).catch((error: unknown) => {
            throw new Error(`${shown} broke off: ${reasonOf(error)}`);
        });
    }
}

function reasonOf(error: unknown): string {
    const { name, message, code = "" } = error as NodeJS.ErrnoException;
    const isLate = ["AbortError", "TimeoutError"].includes(name);
    return isLate ? `no answer within ${String(PATIENCE_MS / 1000)} s` : message || code;
}
