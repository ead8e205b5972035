import * as http from "node:http";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import { proxyAgent as agent } from "../proxyAgent";
import type { NeutronCredentials } from "./neutronCredentials";

/** One entry of `allowed_address_pairs`. */
export interface Pair {
    readonly ip_address: string;
    readonly mac_address?: string;
}

/** What is used of a port. */
export interface Port {
    readonly mac_address: string;
    readonly revision_number: number;
    readonly allowed_address_pairs: readonly Pair[];
    /** Absent where the cloud lacks the extension. */
    readonly tags?: readonly string[];
}

/** What a service answered. */
export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: unknown;
}

/** One request with a JSON body, for `patience` milliseconds; not `fetch`, which takes no CA of its own. */
export function send(
    cloud: NeutronCredentials<string>,
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
    patience = 60_000,
): Promise<Answer> {
    const { cacertFile: ca, insecure } = cloud;
    const parsed = (read: string): unknown => {
        try {
            return JSON.parse(read);
        } catch {
            return undefined; // A proxy's page, or nothing.
        }
    };
    const where = new URL(url);
    return new Promise((resolve, reject) => {
        const request = (where.protocol === "https:" ? https : http).request(
            where,
            {
                agent,
                method,
                headers: { "content-type": "application/json", ...headers },
                ca,
                rejectUnauthorized: insecure !== true,
                signal: AbortSignal.timeout(patience),
            },
            (response) => {
                const { statusCode: status = 0, headers: received } = response;
                text(response).then((read) => {
                    resolve({ status, headers: received, body: parsed(read) });
                }, reject);
            },
        );
        request.on("error", (error) => {
            // A host with several addresses, none of which answers, has a code and no message.
            const { message, code = "" } = error as NodeJS.ErrnoException;
            reject(new Error(`${method} ${url}: ${message || code}`));
        });
        request.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** Fails with what the service said, unless it answered with `expected`. */
export function expectStatus(what: string, answer: Answer, expected: number): void {
    if (answer.status === expected) return;
    const said = (answer.body ?? {}) as Record<string, { message?: string } | undefined>;
    const message = (said["NeutronError"] ?? said["error"])?.message ?? "";
    throw new Error(`${what}: answered ${String(answer.status)}${message && `, ${message}`}`);
}

/** The body of a request for a token, from the credentials as the OpenStack provider has them. */
function authentication(cloud: NeutronCredentials<string>): unknown {
    const named = (id?: string, name?: string) =>
        name === undefined || id !== undefined ? { id: id ?? "default" } : { name };
    const owned = (domain: unknown, id?: string, name?: string) =>
        id === undefined ? { name, domain } : { id };
    const userDomain = named(cloud.userDomainId, cloud.userDomainName);
    const user = owned(userDomain, cloud.userId, cloud.userName);
    if (cloud.applicationCredentialSecret !== undefined) {
        const secret = cloud.applicationCredentialSecret;
        const { applicationCredentialId: id, applicationCredentialName: name } = cloud;
        const credential = id === undefined ? { name, user, secret } : { id, secret };
        return {
            identity: {
                methods: ["application_credential"],
                application_credential: credential,
            },
        };
    }
    const projectDomain =
        cloud.projectDomainId === undefined && cloud.projectDomainName === undefined
            ? userDomain
            : named(cloud.projectDomainId, cloud.projectDomainName);
    return {
        identity: {
            methods: ["password"],
            password: { user: { ...user, password: cloud.password } },
        },
        scope: { project: owned(projectDomain, cloud.tenantId, cloud.tenantName) },
    };
}

/** A login at Keystone. */
export interface Login {
    readonly token: string;
    /** Of Neutron's API. */
    readonly url: string;
    readonly projectId: string;
}

/** Logs in at Keystone; `patience` as for {@link send}. */
export async function logIn(cloud: NeutronCredentials<string>, patience?: number): Promise<Login> {
    const keystone = `${cloud.authUrl.replace(/\/+$/, "").replace(/\/v(2\.0|3)$/, "")}/v3`;
    const tokens = `${keystone}/auth/tokens`;
    const answer = await send(cloud, "POST", tokens, {}, { auth: authentication(cloud) }, patience);
    expectStatus(`Keystone at ${keystone}`, answer, 201);
    const { token } = answer.body as {
        token: {
            project?: { id: string };
            catalog?: {
                type: string;
                endpoints: {
                    interface: string;
                    region?: string;
                    region_id?: string;
                    url: string;
                }[];
            }[];
        };
    };
    const wanted = (cloud.endpointType ?? "public").replace(/URL$/, "");
    const endpoint = (token.catalog ?? [])
        .filter(({ type }) => type === "network")
        .flatMap(({ endpoints }) => endpoints)
        .find(
            (candidate) =>
                candidate.interface === wanted &&
                (cloud.region === undefined ||
                    [candidate.region_id, candidate.region].includes(cloud.region)),
        );
    if (endpoint === undefined) {
        const region = cloud.region === undefined ? "" : ` in region ${cloud.region}`;
        throw new Error(`Keystone at ${keystone}: no ${wanted} endpoint of Neutron${region}`);
    }
    const url = endpoint.url.replace(/\/+$/, "").replace(/\/v2\.0$/, "");
    return {
        token: String(answer.headers["x-subject-token"]),
        url: `${url}/v2.0`,
        projectId: token.project?.id ?? "",
    };
}

/**
 * Reads the port and writes the pairs that `change` makes of it, unless that is undefined.
 *
 * Compare-and-set: Neutron answers 412 when the port changed in between, and pairs are one list, so
 * without it two writers would erase each other's. Resolves to what `change` saw and made; to
 * undefined where the port is gone.
 *
 * `mark` puts a tag on the port before the pairs are written, or takes it away. Clouds without tags,
 * and those that refuse this one, get their pairs all the same.
 */
export async function withPort(
    { credentials, portId }: { readonly credentials: string; readonly portId: string },
    change: (port: Port) => readonly Pair[] | undefined,
    mark?: { readonly method: "PUT" | "DELETE"; readonly tag: string },
): Promise<{ readonly port: Port; readonly written: boolean } | undefined> {
    const cloud = JSON.parse(credentials) as NeutronCredentials<string>;
    const { token, url } = await logIn(cloud);
    const path = `${url}/ports/${portId}`;
    for (let attempt = 1; ; attempt++) {
        const read = await send(cloud, "GET", path, { "x-auth-token": token });
        if (read.status === 404) return undefined;
        expectStatus(`port ${portId}`, read, 200);
        const { port } = read.body as { port: Port };
        const pairs = change(port);
        const { tags } = port;
        if (
            attempt === 1 &&
            mark !== undefined &&
            tags !== undefined &&
            (mark.method === "PUT"
                ? pairs !== undefined && !tags.includes(mark.tag)
                : tags.includes(mark.tag))
        ) {
            const tag = `${path}/tags/${mark.tag}`;
            await send(cloud, mark.method, tag, { "x-auth-token": token });
            continue; // The tag is a new revision of the port.
        }
        if (pairs === undefined) return { port, written: false };
        const written = await send(
            cloud,
            "PUT",
            path,
            {
                "x-auth-token": token,
                "if-match": `revision_number=${String(port.revision_number)}`,
            },
            { port: { allowed_address_pairs: pairs } },
        );
        if (written.status === 412 && attempt < 10) continue;
        if (written.status === 404) return undefined;
        expectStatus(`port ${portId}`, written, 200);
        return { port, written: true };
    }
}
