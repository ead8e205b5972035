import { z } from "zod";
import type { AddressPlan } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { ensureIdentity, type Account } from "./identity";
import { idsOf, missingObjects, resolveReference, type Ids, type Listed } from "./missing";
import { planNetworks } from "./networkPlan";
import { neutronUrl } from "./paths";
import type { Fields, PlannedCollection, PlannedInterface } from "./planned";
import { AdminSession } from "./session";

/** The collections of Neutron's router service take one object a call: "Bulk operation not supported". */
const SINGULARS: ReadonlyMap<string, string> = new Map([
    ["routers", "router"],
    ["floatingips", "floatingip"],
]);

const objectSchema = z.looseObject({ id: z.string() });

/** Fields of a port that tell which subnet a router has an interface on. */
const interfaceSchema = z.object({
    device_id: z.string(),
    fixed_ips: z.array(z.object({ subnet_id: z.string() })),
});

/**
 * Makes what the plan has and Keystone and Neutron lack.
 *
 * Few calls with many objects each, one after the other: Neutron has one thread, and most of what a
 * call takes does not depend on how many objects it makes.
 */
export async function provision(
    settings: Settings,
    addresses: AddressPlan,
    adminPassword: string,
    accounts: readonly Account[],
    report: (line: string) => void,
): Promise<void> {
    const session = await AdminSession.open(settings, adminPassword);
    report("provisioning Keystone");
    const projects = await ensureIdentity(session, accounts, neutronUrl(settings));
    const ids = new Map([...projects].map(([name, id]) => [`projects/${name}`, id]));
    const plan = planNetworks(addresses, settings.apiPort);
    report("provisioning Neutron");
    for (const planned of plan.networks) await ensureCollection(session, planned, ids);
    await ensureInterfaces(session, plan.interfaces, ids);
    for (const planned of plan.nodes) await ensureCollection(session, planned, ids);
}

async function ensureCollection(
    session: AdminSession,
    planned: PlannedCollection,
    ids: Map<string, string>,
): Promise<void> {
    const { collection } = planned;
    const listed = parse(collection, await session.neutron("GET", collection));
    const missing = missingObjects(planned, ids, listed);
    const made = missing.length === 0 ? [] : await create(session, collection, missing);
    for (const [name, id] of idsOf(planned, ids, [...listed, ...made])) ids.set(name, id);
}

async function create(
    session: AdminSession,
    collection: string,
    objects: readonly Fields[],
): Promise<Listed[]> {
    const kind = SINGULARS.get(collection);
    if (kind === undefined) {
        const body = { [collection]: objects };
        return parse(collection, await session.neutron("POST", collection, body));
    }
    const made: Listed[] = [];
    for (const object of objects) {
        const answer = await session.neutron("POST", collection, { [kind]: object });
        const { [kind]: one } = z.object({ [kind]: objectSchema }).parse(answer);
        if (one !== undefined) made.push(one);
    }
    return made;
}

async function ensureInterfaces(
    session: AdminSession,
    interfaces: readonly PlannedInterface[],
    ids: Ids,
): Promise<void> {
    const path = "ports?device_owner=network:router_interface";
    const there = parse("ports", await session.neutron("GET", path)).map((port) =>
        interfaceSchema.parse(port),
    );
    for (const { router, subnet } of interfaces) {
        const routerId = resolveReference(router, ids);
        const subnetId = resolveReference(subnet, ids);
        const isThere = there.some(
            ({ device_id, fixed_ips }) =>
                device_id === routerId && fixed_ips.some(({ subnet_id }) => subnet_id === subnetId),
        );
        if (isThere) continue;
        const add = `routers/${routerId}/add_router_interface`;
        await session.neutron("PUT", add, { subnet_id: subnetId });
    }
}

function parse(collection: string, answer: unknown): Listed[] {
    return z.object({ [collection]: z.array(objectSchema) }).parse(answer)[collection] ?? [];
}
