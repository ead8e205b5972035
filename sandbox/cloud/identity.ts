import { z } from "zod";
import type { CloudUser } from "./clouds";
import { REGION } from "./clouds";
import type { AdminSession } from "./session";

/** A user to make, the project that it works in, and as what. */
export interface Account extends CloudUser {
    readonly project: string;
    readonly role: "member" | "service";
}

const namedSchema = z.object({ id: z.string(), name: z.string() });
const endpointSchema = z.object({ id: z.string(), interface: z.string(), url: z.string() });

/** With the `internal` one too: keystonemiddleware asks for it. */
const INTERFACES = ["public", "internal", "admin"];

/**
 * Makes the accounts that are missing and puts Neutron into the catalogue; returns the ids of all
 * projects by name.
 */
export async function ensureIdentity(
    session: AdminSession,
    accounts: readonly Account[],
    neutron: string,
): Promise<Map<string, string>> {
    const projects = await idsByName(session, "projects");
    const users = await idsByName(session, "users");
    const roles = await idsByName(session, "roles");
    for (const { name, password, project, role } of accounts) {
        const projectId =
            projects.get(project) ??
            (await create(session, "projects", { name: project, domain_id: "default" }));
        projects.set(project, projectId);
        const user =
            users.get(name) ??
            (await create(session, "users", { name, password, domain_id: "default" }));
        // Again each time: it changes nothing, and an interrupted run may have stopped before it.
        const grant = `projects/${projectId}/users/${user}/roles/${roles.get(role) ?? ""}`;
        await session.keystone("PUT", grant);
    }
    await ensureEndpoints(session, neutron);
    return projects;
}

async function ensureEndpoints(session: AdminSession, url: string): Promise<void> {
    const services = await idsByName(session, "services");
    const service =
        services.get("neutron") ??
        (await create(session, "services", { name: "neutron", type: "network" }));
    const listed = z
        .object({ endpoints: z.array(endpointSchema) })
        .parse(await session.keystone("GET", `endpoints?service_id=${service}`)).endpoints;
    for (const name of INTERFACES) {
        const endpoint = { service_id: service, interface: name, region_id: REGION, url };
        const there = listed.find((each) => each.interface === name);
        if (there === undefined) await create(session, "endpoints", endpoint);
        else if (there.url !== url) {
            // Another SANDBOX_NEUTRON_PORT than last time.
            await session.keystone("PATCH", `endpoints/${there.id}`, { endpoint: { url } });
        }
    }
}

async function idsByName(session: AdminSession, collection: string): Promise<Map<string, string>> {
    const listed = z
        .object({ [collection]: z.array(namedSchema) })
        .parse(await session.keystone("GET", collection));
    return new Map((listed[collection] ?? []).map(({ id, name }) => [name, id]));
}

async function create(
    session: AdminSession,
    collection: string,
    fields: Readonly<Record<string, string>>,
): Promise<string> {
    const kind = collection.slice(0, -1);
    const made = z
        .object({ [kind]: z.object({ id: z.string() }) })
        .parse(await session.keystone("POST", collection, { [kind]: fields }));
    return made[kind]?.id ?? "";
}
