import * as pulumi from "@pulumi/pulumi";
import { isMap } from "./values";

type Item = Readonly<Record<string, unknown>>;

/** What one project sees in Neutron, as the results of the OpenStack provider's functions. */
export interface NeutronLookups {
    readonly networks: readonly Item[];
    readonly subnets: readonly Item[];
    readonly routers: readonly Item[];
    readonly ports: readonly Item[];
    readonly floatingIps: readonly Item[];
    readonly securityGroups: readonly Item[];
}

/** Per function: the list, the sentences of the provider, and arguments that are called otherwise in results. */
const FUNCTIONS: Readonly<
    Record<string, { list: keyof NeutronLookups; none: string; several: string; id: string }>
> = {
    getNetwork: {
        list: "networks",
        none: "Your query returned no results. Please change your search criteria and try again.",
        several:
            "Your query returned more than one result. Please try a more specific search criteria",
        id: "networkId",
    },
    getSubnet: {
        list: "subnets",
        none: "Your query returned no openstack_networking_subnet_v2. Please change your search criteria and try again.",
        several:
            "Your query returned more than one openstack_networking_subnet_v2. Please try a more specific search criteria",
        id: "subnetId",
    },
    getRouter: {
        list: "routers",
        none: "No Router found",
        several: "More than one Router found",
        id: "routerId",
    },
    getPort: {
        list: "ports",
        none: "No openstack_networking_port_v2 found",
        several: "More than one openstack_networking_port_v2 found (2)",
        id: "no such argument is used",
    },
    getFloatingIp: {
        list: "floatingIps",
        none: "No openstack_networking_floatingip_v2 found",
        several: "More than one openstack_networking_floatingip_v2 found",
        id: "no such argument is used",
    },
    getSecGroup: {
        list: "securityGroups",
        none: "No Security Group found with name: …",
        several: "More than one Security Group found with name: …",
        id: "secgroupId",
    },
};

/**
 * Stands in for the OpenStack provider's functions while `run` looks things up: finds by equality of
 * fields, and fails with the provider's own sentences.
 *
 * `clouds` are the projects by the name of the provider resource; a text is what every look-up fails
 * with. Resolves to what `run` does and `PROVIDER FUNCTION {arguments}` of each call. The wire and
 * the provider's own filters are for the real engine's tests to show.
 */
export async function withLookups<T>(
    clouds: Readonly<Record<string, NeutronLookups | string>>,
    run: () => Promise<T>,
): Promise<{ readonly result: T; readonly calls: readonly string[] }> {
    const calls: string[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
            call: ({ token, inputs, provider = "" }) => {
                const name = token.split(":").at(-1) ?? "";
                const owner = provider.split("::")[3] ?? "";
                calls.push(`${owner} ${name} ${JSON.stringify(inputs)}`);
                const cloud = clouds[owner];
                if (cloud === undefined) throw new Error(`no cloud of ${owner}`);
                if (typeof cloud === "string") throw failure(token, cloud);
                return answer(token, name, inputs as Item, cloud);
            },
        },
        "linkerd-multicluster",
        "test",
        false,
    );
    return { result: await run(), calls };
}

function answer(token: string, name: string, inputs: Item, cloud: NeutronLookups): object {
    if (name === "getPortIds") {
        return { ids: find(cloud.ports, inputs, "").map(({ id }) => id) };
    }
    const known = FUNCTIONS[name];
    if (known === undefined) throw new Error(`unknown function ${token}`);
    const found = find(cloud[known.list], inputs, known.id);
    if (found.length > 1) throw failure(token, known.several);
    if (!isMap(found[0])) throw failure(token, known.none);
    return found[0];
}

function find(items: readonly Item[], inputs: Item, id: string): Item[] {
    return items.filter((item) =>
        Object.entries(inputs).every(([key, value]) => {
            if (value === undefined) return true;
            return item[key === id ? "id" : key] === value;
        }),
    );
}

function failure(token: string, reason: string): Error {
    const details = `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${reason}\n\n`;
    // The SDK shows `details`, as errors from the engine have them.
    return Object.assign(new Error(details), { details });
}
