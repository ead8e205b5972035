import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { keystoneUrl, neutronUrl, type Service } from "../../../sandbox/cloud/paths";
import type { Settings } from "../../../sandbox/settings/settings";

/** What a service answers for a while in place of what it would. */
export interface Outage {
    readonly service: Service;
    /** Begins with the first request of this kind. @default any */
    readonly from?: { readonly method: string; readonly path: RegExp };
    /** How many requests of that kind pass before it begins. @default 0 */
    readonly after?: number;
    /** Whether only requests of that kind are refused, and not the whole service. @default false */
    readonly alone?: boolean;
    readonly status: 409 | 503;
    readonly seconds: number;
}

/** What a load balancer without a backend says, and what Neutron says of a quota. */
const BODIES = {
    409: JSON.stringify({
        NeutronError: {
            type: "OverQuota",
            message: "Quota exceeded for resources: standin.",
            detail: "",
        },
    }),
    503: "<html><body><h1>503 Service Unavailable</h1></body></html>",
};

/** A proxy before the sandbox's Keystone and Neutron that can answer in their place, on one port for both. */
export class OpenStackStandin {
    readonly #settings: Settings;
    readonly #server: Server;
    #outage: (Outage & { until?: number; passed: number }) | undefined;
    #refused = 0;

    private constructor(settings: Settings) {
        this.#settings = settings;
        this.#server = createServer((incoming, outgoing) => {
            this.#answer(incoming).then(
                ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
                () => outgoing.destroy(),
            );
        });
    }

    public static async open(settings: Settings): Promise<OpenStackStandin> {
        const standin = new OpenStackStandin(settings);
        await once(standin.#server.listen(standin.#port, "127.0.0.1"), "listening");
        return standin;
    }

    public async close(): Promise<void> {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }

    /** The same in every run: a state that was left by one that was killed names it. */
    get #port(): number {
        return this.#settings.neutronPort + 100;
    }

    /** Text of a clouds.yaml or a catalogue with this proxy in place of both services. */
    public rewrite(text: string): string {
        const own = `http://127.0.0.1:${String(this.#port)}`;
        return [keystoneUrl, neutronUrl].reduce(
            (rest, url) => rest.replaceAll(new URL(url(this.#settings)).origin, own),
            text,
        );
    }

    /** From now on. */
    public fail(outage: Outage): void {
        this.#outage = { ...outage, passed: 0 };
        this.#refused = 0;
    }

    /** Ends an outage; how many requests it met. */
    public mend(): number {
        this.#outage = undefined;
        return this.#refused;
    }

    async #answer(incoming: IncomingMessage) {
        const { method = "", url = "" } = incoming;
        const sent = await buffer(incoming);
        const service: Service = url.startsWith("/v3") ? "keystone" : "neutron";
        const status = this.#refusal(service, method, url);
        if (status !== undefined) {
            const type = status === 503 ? "text/html" : "application/json";
            return { status, headers: { "content-type": type }, body: BODIES[status] };
        }
        const { origin } = new URL(
            service === "keystone" ? keystoneUrl(this.#settings) : neutronUrl(this.#settings),
        );
        const asked = request(`${origin}${url}`, { method, headers: incoming.headers });
        asked.end(sent);
        const [answer] = (await once(asked, "response")) as [IncomingMessage];
        const text = this.rewrite((await buffer(answer)).toString("utf8"));
        const { "transfer-encoding": _, ...headers } = answer.headers;
        return {
            status: answer.statusCode ?? 502,
            headers: { ...headers, "content-length": Buffer.byteLength(text) },
            body: text,
        };
    }

    #refusal(service: Service, method: string, path: string): 409 | 503 | undefined {
        const outage = this.#outage;
        if (outage?.service !== service) return undefined;
        const { from, after = 0, alone = false, status, seconds } = outage;
        const isKind = from === undefined || (from.method === method && from.path.test(path));
        if (outage.until === undefined && isKind && outage.passed++ >= after) {
            outage.until = performance.now() + seconds * 1000;
        }
        const isMet = performance.now() < (outage.until ?? 0) && (isKind || !alone);
        if (!isMet) return undefined;
        this.#refused++;
        return status;
    }
}
