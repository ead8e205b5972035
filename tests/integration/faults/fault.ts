import { execa } from "execa";
import type { Code } from "../../../operations/findings/codes";
import { nodePaths } from "../../../sandbox/node/paths";
import type { ClusterAddresses, NodeAddresses } from "../../../sandbox/settings/addresses";
import { NeutronClient } from "../neutronClient";
import type { SandboxStack } from "../stack";

/** What faults are made with. */
export interface Scene {
    readonly stack: SandboxStack;
    readonly admin: NeutronClient;
    /** Exports the sample. */
    readonly first: ClusterAddresses;
    /** Splits requests to the first. */
    readonly second: ClusterAddresses;
    /** Runs kubectl with the words of `command`, and `more` that may hold blanks. */
    readonly kubectl: (
        cluster: ClusterAddresses,
        command: string,
        ...more: string[]
    ) => Promise<string>;
    /** Makes objects of Kubernetes. */
    readonly create: (cluster: ClusterAddresses, ...objects: object[]) => Promise<void>;
    /** Runs in the mount namespace of a node, where its files are. */
    readonly onNode: (node: NodeAddresses, ...command: string[]) => Promise<string>;
}

/** Something that breaks, and what doctor has to say of it. */
export interface Fault {
    readonly title: string;
    /** What doctor has to call it. */
    readonly code: Code;
    /** In the finding's `where`. */
    readonly where: (scene: Scene) => string;
    /** In the finding's `what`. */
    readonly what: RegExp;
    /** Codes of what follows from it, and may be told too. */
    readonly also?: readonly Code[];
    readonly inject: (scene: Scene) => Promise<unknown>;
    /** What the operator does in the editor that the remedy opens: a script of sed. */
    readonly edit?: string;
    /** Takes away what no remedy does, also of a fault made by half. */
    readonly clear?: (scene: Scene) => Promise<unknown>;
}

/** Faults that do not hide each other: all are made, doctor runs, and all remedies are typed. */
export interface Batch {
    readonly title: string;
    readonly faults: readonly Fault[];
    /** Whether only `npm run e2e -- --full` makes them. */
    readonly full?: true;
}

/** The scene of a stack of two clusters. */
export async function openScene(stack: SandboxStack): Promise<Scene> {
    const [first, second] = stack.clusters;
    if (first === undefined || second === undefined) throw new Error("no two clusters");
    return {
        stack,
        admin: await NeutronClient.open(stack.settings),
        first,
        second,
        kubectl: ({ name }, command, ...more) =>
            stack.kubectl(name, ...command.split(" "), ...more),
        create: async ({ name }, ...items) => {
            await execa(
                stack.tool("kubectl"),
                ["--kubeconfig", stack.kubeconfig(name), "create", "--filename=-"],
                { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) },
            );
        },
        onNode: async (node, ...command) => {
            const { mountNamespace } = nodePaths(stack.settings, node);
            return (await execa("nsenter", [`--mount=${mountNamespace}`, "--", ...command])).stdout;
        },
    };
}

export function linkName(source: ClusterAddresses, target: ClusterAddresses): string {
    return `${source.name}-to-${target.name}`;
}

export function patch(change: object): string {
    return `--patch=${JSON.stringify(change)}`;
}
