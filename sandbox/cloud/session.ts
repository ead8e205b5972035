import type { Settings } from "../settings/settings";
import { keystoneUrl, neutronUrl } from "./paths";

/**
 * Keystone and Neutron as the administrator sees them.
 *
 * Plain HTTP: openstacksdk would take a Python process, which loads for a second, and has no call that
 * makes several objects at once.
 */
export class AdminSession {
    readonly #settings: Settings;
    readonly #token: string;

    private constructor(settings: Settings, token: string) {
        this.#settings = settings;
        this.#token = token;
    }

    /** Logs in to the project `admin`. */
    public static async open(settings: Settings, password: string): Promise<AdminSession> {
        const domain = { id: "default" };
        const auth = {
            identity: {
                methods: ["password"],
                password: { user: { name: "admin", password, domain } },
            },
            scope: { project: { name: "admin", domain } },
        };
        const url = `${keystoneUrl(settings)}/auth/tokens`;
        const { headers } = await request("POST", url, { auth });
        return new AdminSession(settings, headers.get("x-subject-token") ?? "");
    }

    /** Calls Keystone; `path` begins after `/v3/`. Returns the answer's body. */
    public async keystone(method: string, path: string, body?: unknown): Promise<unknown> {
        return this.#call(method, `${keystoneUrl(this.#settings)}/${path}`, body);
    }

    /** Calls Neutron; `path` begins after `/v2.0/`. Returns the answer's body. */
    public async neutron(method: string, path: string, body?: unknown): Promise<unknown> {
        return this.#call(method, `${neutronUrl(this.#settings)}/v2.0/${path}`, body);
    }

    async #call(method: string, url: string, body: unknown): Promise<unknown> {
        const { text } = await request(method, url, body, { "x-auth-token": this.#token });
        return text === "" ? undefined : JSON.parse(text);
    }
}

async function request(
    method: string,
    url: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
): Promise<{ headers: Headers; text: string }> {
    const response = await fetch(url, {
        method,
        headers: { ...headers, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
        const { cause } = error instanceof Error ? error : {};
        throw new Error(`${method} ${url} has no answer: ${String(cause ?? error)}`, {
            cause: error,
        });
    });
    const text = await response.text();
    if (!response.ok) {
        throw new Error(`${method} ${url} answers ${String(response.status)}: ${text}`);
    }
    return { headers: response.headers, text };
}
