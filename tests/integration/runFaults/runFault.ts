import type { ClusterAddresses } from "../../../sandbox/settings/addresses";
import type { Scene } from "../faults/fault";
import type { OpenStackStandin } from "./openStackStandin";

/** What faults are made with while an update runs. */
export interface RunScene extends Scene {
    readonly cloud: OpenStackStandin;
}

/** An entry of `clusters`, as far as updates here change it. */
export interface Entry {
    gateway: { replicas?: number };
    nodes: {
        revision?: number;
        hosts: { name: string; address: string }[];
        knownHostsPath: string;
    };
}

/** Something that breaks while an update runs. */
export interface RunFault {
    readonly title: string;
    /** What the update has to do: changes of the configuration, which stay. */
    readonly work?: (first: Entry, second: Entry, config: Record<string, unknown>) => void;
    /** What somebody took away before, also out of the state. */
    readonly prepare?: (scene: RunScene) => Promise<unknown>;
    /** Line of the update with which the fault begins. @default before it starts */
    readonly at?: (scene: RunScene) => RegExp;
    /** Makes the fault, and where that is part of it ends it. */
    readonly inject: (scene: RunScene) => Promise<unknown>;
    /** Ends it after the update, if it has not ended by itself; also one that was made by half. */
    readonly clear?: (scene: RunScene) => Promise<unknown>;
    /** What the update says, in one line; absent where it waits and succeeds. */
    readonly says?: RegExp;
    /** Cluster that the line, or the resource it is told of, names; absent where all have the fault. */
    readonly where?: (scene: RunScene) => ClusterAddresses;
}
