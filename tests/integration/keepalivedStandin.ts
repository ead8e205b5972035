import type { ClusterAddresses, NodeAddresses } from "../../sandbox/settings/addresses";
import type { NeutronClient, NeutronObject } from "./neutronClient";
import { inNode } from "./nodeChain";

/** Last part of the address, above MetalLB's pool. */
const HOST = "240";

/**
 * A virtual IP before the API server of a cluster, to which the floating IP of the first master leads,
 * as on a site with several masters. Replaces keepalived: the address stands on the interface of the one
 * master. Does not show that it moves to another master.
 */
export class KeepalivedStandin {
    public readonly address: string;
    readonly #admin: NeutronClient;
    readonly #master: NodeAddresses;
    readonly #floatingIp: NeutronObject;
    readonly #port: NeutronObject;

    private constructor(
        admin: NeutronClient,
        address: string,
        parts: { master: NodeAddresses; floatingIp: NeutronObject; port: NeutronObject },
    ) {
        this.address = address;
        this.#admin = admin;
        this.#master = parts.master;
        this.#floatingIp = parts.floatingIp;
        this.#port = parts.port;
    }

    /** Makes the port of the virtual IP and leads the master's floating IP to it; no pair yet. */
    public static async move(
        admin: NeutronClient,
        { nodes, masterFloatingIp }: ClusterAddresses,
    ): Promise<KeepalivedStandin> {
        const [master] = nodes;
        const [floatingIp] = await admin.list("floatingips", {
            floating_ip_address: masterFloatingIp,
        });
        if (master === undefined || floatingIp === undefined) {
            throw new Error(`no master behind ${masterFloatingIp}`);
        }
        const address = master.ip.replace(/\d+$/, HOST);
        const { network_id, project_id } = await portOf(admin, master);
        const port = await admin.create("ports", "port", {
            ...{ network_id, project_id, name: "virtual-ip" },
            fixed_ips: [{ ip_address: address }],
        });
        const virtual = new KeepalivedStandin(admin, address, { master, floatingIp, port });
        await inNode(master, "ip", "address", "replace", `${address}/32`, "dev", "eth0");
        await virtual.#lead(port.id);
        return virtual;
    }

    /** Adds the address pair to the master's port. */
    public async admit(): Promise<void> {
        await this.#setPairs((pairs) => [...pairs, { ip_address: this.address }]);
    }

    /** Addresses of the pairs of the master's port, sorted. */
    public async pairs(): Promise<string[]> {
        const port = await portOf(this.#admin, this.#master);
        return pairsOf(port)
            .map(({ ip_address }) => ip_address)
            .sort();
    }

    /** Everything as before. */
    public async moveBack(): Promise<void> {
        await this.#lead((await portOf(this.#admin, this.#master)).id);
        await this.#admin.remove("ports", this.#port.id);
        await inNode(this.#master, "ip", "address", "delete", `${this.address}/32`, "dev", "eth0");
        await this.#setPairs((pairs) =>
            pairs.filter(({ ip_address }) => ip_address !== this.address),
        );
    }

    async #lead(port: string): Promise<void> {
        const { id } = this.#floatingIp;
        await this.#admin.update("floatingips", "floatingip", id, { port_id: port });
    }

    async #setPairs(change: (pairs: readonly Pair[]) => readonly Pair[]): Promise<void> {
        const port = await portOf(this.#admin, this.#master);
        await this.#admin.update("ports", "port", port.id, {
            allowed_address_pairs: change(pairsOf(port)),
        });
    }
}

interface Pair {
    readonly ip_address: string;
}

function pairsOf(port: NeutronObject): readonly Pair[] {
    return port["allowed_address_pairs"] as readonly Pair[];
}

async function portOf(admin: NeutronClient, { ip }: NodeAddresses): Promise<NeutronObject> {
    const [port] = await admin.list("ports", { fixed_ips: `ip_address=${ip}` });
    if (port === undefined) throw new Error(`no port has ${ip}`);
    return port;
}
