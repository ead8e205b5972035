import { strict as assert } from "node:assert";
import pRetry from "p-retry";
import type { ClusterAddresses, NodeAddresses } from "../../sandbox/settings/addresses";
import { ProbePod } from "./probePod";
import type { SandboxStack } from "./stack";

/** Gateway and probe port. */
export const GATEWAY_PORTS = [4143, 4191] as const;

/** A direction that packets take. */
export interface Direction {
    readonly source: ClusterAddresses;
    readonly target: ClusterAddresses;
}

/** The node with a cluster's probe: the last, since the first has a floating IP of its own. */
export function probeNode({ name, nodes }: ClusterAddresses): NodeAddresses {
    const node = nodes.at(-1);
    if (node === undefined) throw new Error(`${name} has no nodes`);
    return node;
}

/** Pods outside the mesh, one per cluster, and what they reach in the other clusters. */
export class PacketPaths {
    readonly #stack: SandboxStack;
    readonly #probes: ReadonlyMap<string, ProbePod>;

    private constructor(stack: SandboxStack, probes: ReadonlyMap<string, ProbePod>) {
        this.#stack = stack;
        this.#probes = probes;
    }

    /** Starts the pods; those of an interrupted run go first. */
    public static async open(stack: SandboxStack): Promise<PacketPaths> {
        await PacketPaths.close(stack);
        const probes = await Promise.all(
            stack.clusters.map(async (cluster) => {
                const probe = await ProbePod.start(stack, cluster.name, probeNode(cluster));
                return [cluster.name, probe] as const;
            }),
        );
        return new PacketPaths(stack, new Map(probes));
    }

    /** Removes the pods, also those of a start that failed. */
    public static async close(stack: SandboxStack): Promise<void> {
        await Promise.all(stack.clusters.map(({ name }) => ProbePod.stop(stack, name)));
    }

    /** Every ordered pair of clusters. */
    public get directions(): Direction[] {
        const { clusters } = this.#stack;
        return clusters.flatMap((source) =>
            clusters.filter((target) => target !== source).map((target) => ({ source, target })),
        );
    }

    /** Whether each of some ports answers at an address. */
    public async reached(
        { name }: ClusterAddresses,
        address: string,
        ports: readonly number[] = GATEWAY_PORTS,
    ): Promise<boolean[]> {
        const probe = this.#probes.get(name);
        if (probe === undefined) throw new Error(`no probe in ${name}`);
        return Promise.all(ports.map((port) => probe.reaches(address, port)));
    }

    /** Waits until all ports answer, or none does: a change in Neutron takes a moment to arrive. */
    public async settle(
        source: ClusterAddresses,
        address: string,
        wanted: "answers" | "is silent",
        ports: readonly number[] = GATEWAY_PORTS,
    ): Promise<void> {
        const expected = ports.map(() => wanted === "answers");
        await pRetry(
            async () => {
                const where = `${source.name} → ${address}, ports ${ports.join(" and ")}`;
                assert.deepEqual(await this.reached(source, address, ports), expected, where);
            },
            { retries: 15, factor: 1, minTimeout: 1000 },
        );
    }
}
