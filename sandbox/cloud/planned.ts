/** Stands for the id that Keystone or Neutron gave to the object of that name. */
export interface Reference {
    /** For example `networks/cluster1-network`. */
    readonly idOf: string;
}

/** A value in the body of a request. */
export type Value =
    | string
    | number
    | boolean
    | null
    | Reference
    | readonly Value[]
    | { readonly [field: string]: Value };

/** Body of one object to make, with references in place of ids. */
export type Fields = Readonly<Record<string, Value>>;

/** Objects of one of Neutron's collections. */
export interface PlannedCollection {
    /** As in Neutron's paths, for example `security_group_rules`. */
    readonly collection: string;
    /** The fields that find an object again; a field that it lacks counts as null. */
    readonly identity: readonly string[];
    readonly objects: readonly Fields[];
}

/** An interface that a router has on a subnet, at the subnet's gateway address. */
export interface PlannedInterface {
    readonly router: Reference;
    readonly subnet: Reference;
}

/** What Neutron is to hold, in the order in which it can be made. */
export interface NetworkPlan {
    readonly networks: readonly PlannedCollection[];
    /** After the networks; without them no floating IP reaches a node. */
    readonly interfaces: readonly PlannedInterface[];
    /** After the interfaces. */
    readonly nodes: readonly PlannedCollection[];
}

/** A reference to the object of that name. */
export function idOf(collection: string, name: string): Reference {
    return { idOf: `${collection}/${name}` };
}
