import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

const cloudsSchema = z.object({
    clouds: z.record(
        z.string(),
        z.object({
            auth: z.object({
                auth_url: z.string(),
                username: z.string(),
                password: z.string(),
                project_name: z.string(),
            }),
        }),
    ),
});
const tokenSchema = z.object({
    token: z.object({
        catalog: z.array(
            z.object({
                type: z.string(),
                endpoints: z.array(z.object({ interface: z.string(), url: z.string() })),
            }),
        ),
    }),
});

/** An object of Neutron. */
export type NeutronObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** Neutron as an operator at the console uses it, behind the program's back. */
export class NeutronClient {
    readonly #url: string;
    readonly #token: string;

    private constructor(url: string, token: string) {
        this.#url = url;
        this.#token = token;
    }

    /** Logs in with one entry of a clouds.yaml. */
    public static async open(cloudsFile: string, cloud: string): Promise<NeutronClient> {
        const { clouds } = cloudsSchema.parse(parse(await readFile(cloudsFile, "utf8")));
        const auth = clouds[cloud]?.auth;
        if (auth === undefined) throw new Error(`${cloudsFile} has no cloud ${cloud}`);
        const domain = { id: "default" };
        const response = await fetch(`${auth.auth_url}/auth/tokens`, {
            method: "POST",
            body: JSON.stringify({
                auth: {
                    identity: {
                        methods: ["password"],
                        password: {
                            user: { name: auth.username, password: auth.password, domain },
                        },
                    },
                    scope: { project: { name: auth.project_name, domain } },
                },
            }),
            headers: { "content-type": "application/json" },
        });
        const { token } = tokenSchema.parse(await response.json());
        const url = token.catalog
            .find(({ type }) => type === "network")
            ?.endpoints.find((endpoint) => endpoint.interface === "public")?.url;
        if (url === undefined) throw new Error("the catalogue has no public network endpoint");
        return new NeutronClient(`${url}/v2.0`, response.headers.get("x-subject-token") ?? "");
    }

    /** Objects of a collection, `floatingips` say, that match the query. */
    public async list(
        collection: string,
        query: Readonly<Record<string, string>> = {},
    ): Promise<NeutronObject[]> {
        const found = await this.#request(
            "GET",
            `${collection}?${new URLSearchParams(query).toString()}`,
        );
        const [objects] = Object.values(found as Record<string, NeutronObject[]>);
        return objects ?? [];
    }

    /** Makes one object; `kind` is the singular, `port` say. */
    public async create(
        collection: string,
        kind: string,
        fields: Readonly<Record<string, unknown>>,
    ): Promise<NeutronObject> {
        const made = await this.#request("POST", collection, { [kind]: fields });
        return (made as Record<string, NeutronObject>)[kind] ?? { id: "" };
    }

    /** Changes one object. */
    public async update(
        collection: string,
        kind: string,
        id: string,
        fields: Readonly<Record<string, unknown>>,
    ): Promise<void> {
        await this.#request("PUT", `${collection}/${id}`, { [kind]: fields });
    }

    /** Removes one object. */
    public async remove(collection: string, id: string): Promise<void> {
        await this.#request("DELETE", `${collection}/${id}`);
    }

    async #request(method: string, path: string, body?: unknown): Promise<unknown> {
        const response = await fetch(`${this.#url}/${path}`, {
            method,
            headers: { "x-auth-token": this.#token, "content-type": "application/json" },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) {
            throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
        }
        return text === "" ? undefined : JSON.parse(text);
    }
}
