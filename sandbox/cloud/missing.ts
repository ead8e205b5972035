import type { Fields, PlannedCollection, Reference, Value } from "./planned";

/** Ids by what references name, for example `networks/cluster1-network`. */
export type Ids = ReadonlyMap<string, string>;

/** An object as Neutron lists it. */
export type Listed = Readonly<Record<string, unknown>> & { readonly id: string };

/** A planned object with ids in place of references. */
export function resolve(fields: Fields, ids: Ids): Fields {
    return Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, resolveValue(value, ids)]),
    );
}

function resolveValue(value: Value, ids: Ids): Value {
    if (value === null || typeof value !== "object") return value;
    if (isList(value)) return value.map((each) => resolveValue(each, ids));
    return isReference(value) ? resolveReference(value, ids) : resolve(value, ids);
}

/** The id that a reference stands for; one to an object that is made later is a mistake in the plan. */
export function resolveReference({ idOf }: Reference, ids: Ids): string {
    const id = ids.get(idOf);
    if (id === undefined) throw new TypeError(`${idOf} is used before it is made`);
    return id;
}

function isList(value: object): value is readonly Value[] {
    return Array.isArray(value);
}

function isReference(value: Reference | Fields): value is Reference {
    return typeof value["idOf"] === "string";
}

/** The objects, resolved, that Neutron does not list yet. */
export function missingObjects(
    planned: PlannedCollection,
    ids: Ids,
    listed: readonly Listed[],
): Fields[] {
    const there = new Set(listed.map((object) => keyOf(planned, object)));
    return planned.objects
        .map((object) => resolve(object, ids))
        .filter((object) => !there.has(keyOf(planned, object)));
}

/** Ids of the planned objects that have a name and that Neutron lists, by what references call them. */
export function idsOf(
    planned: PlannedCollection,
    ids: Ids,
    listed: readonly Listed[],
): Map<string, string> {
    const there = new Map(listed.map((object) => [keyOf(planned, object), object.id]));
    return new Map(
        planned.objects.flatMap((object) => {
            const id = there.get(keyOf(planned, resolve(object, ids)));
            if (id === undefined || typeof object["name"] !== "string") return [];
            return [[`${planned.collection}/${object["name"]}`, id]];
        }),
    );
}

function keyOf({ identity }: PlannedCollection, object: Readonly<Record<string, unknown>>): string {
    return JSON.stringify(identity.map((field) => object[field] ?? null));
}
