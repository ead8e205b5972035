import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import { withPlainErrors } from "../plainErrors";
import { withPort, type Pair, type Port } from "./neutronClient";
import type { NeutronCredentials } from "./neutronCredentials";

/** Arguments of {@link AddressPair}. */
export interface AddressPairArgs {
    /** Port of somebody else's that gets the pair. */
    readonly portId: string;
    /** IPv4 address that the port may send from. */
    readonly address: pulumi.Input<string>;
    readonly cloud: NeutronCredentials;
}

interface Inputs {
    /** JSON of the credentials. */
    readonly credentials: string;
    readonly portId: string;
    readonly address: string;
}

interface State extends Inputs {
    /** Whether the pair is ours: one that was there before stays. */
    readonly added: boolean;
    /** Where the functions below are, put here by `DynamicResource`; up to 0.1.0 their text. */
    readonly __provider?: string;
}

/** Tag on a port that has a pair of ours: a pair itself cannot say whose it is. */
function pairTag(address: string): string {
    return `linkerd-gateway-pair-${address}`;
}

/** Whether a pair is the one for `address`: Neutron fills in the port's own MAC where none is given. */
function isPair(pair: Pair, port: Port, address: string): boolean {
    return (
        [address, `${address}/32`].includes(pair.ip_address) &&
        [undefined, port.mac_address].includes(pair.mac_address)
    );
}

export const provider = withPlainErrors<Inputs, State>({
    async create(inputs) {
        const { portId, address } = inputs;
        const tag = pairTag(address);
        const done = await withPort(
            inputs,
            (port) =>
                port.allowed_address_pairs.some((pair) => isPair(pair, port, address))
                    ? undefined
                    : [...port.allowed_address_pairs, { ip_address: address }],
            { method: "PUT", tag },
        );
        if (done === undefined) throw new Error(`port ${portId}: there is no such port`);
        // Marked and there: an update added it and was killed before it noted that.
        const added = done.written || done.port.tags?.includes(tag) === true;
        return { id: `${portId}/${address}`, outs: { ...inputs, added } };
    },
    async read(id, state) {
        if (state === undefined) throw new Error("an address pair cannot be imported");
        const seen = await withPort(state, () => undefined);
        const isThere = seen?.port.allowed_address_pairs.some((pair) =>
            isPair(pair, seen.port, state.address),
        );
        return isThere === true ? { id, props: state } : {};
    },
    diff(_id, before, after) {
        const replaces = (["portId", "address"] as const).filter(
            (key) => before[key] !== after[key],
        );
        return Promise.resolve({
            // `delete` does what the state says: a text of version 0.1.0 has to go.
            changes:
                replaces.length > 0 ||
                before.credentials !== after.credentials ||
                before.__provider !== (after as Partial<State>).__provider,
            replaces,
        });
    },
    update(_id, before, after) {
        return Promise.resolve({ outs: { ...after, added: before.added } });
    },
    async delete(_id, state) {
        if (!state.added) return;
        await withPort(
            state,
            (port) => {
                const rest = port.allowed_address_pairs.filter(
                    (pair) => !isPair(pair, port, state.address),
                );
                return rest.length === port.allowed_address_pairs.length ? undefined : rest;
            },
            { method: "DELETE", tag: pairTag(state.address) },
        );
    },
});

/**
 * One allowed address pair on a port that belongs to somebody else, as every node's does.
 *
 * The OpenStack provider has no resource for it, and its Port would take the whole port over. Other
 * pairs of the port stay as they are; a pair that was there already is left there in the end.
 */
export class AddressPair extends DynamicResource {
    constructor(name: string, args: AddressPairArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            "components/openstack/addressPair",
            "openstack:AddressPair",
            name,
            {
                credentials: pulumi.secret(pulumi.jsonStringify(args.cloud)),
                portId: args.portId,
                address: args.address,
            },
            { ...opts, additionalSecretOutputs: ["credentials"] },
        );
    }
}
