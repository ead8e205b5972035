/** Options of a resource that change what the engine does with it; unset ones are absent. */
export interface EngineOptions {
    readonly deleteBeforeReplace?: boolean;
    readonly replaceOnChanges?: readonly string[];
    readonly additionalSecretOutputs?: readonly string[];
    readonly ignoreChanges?: readonly string[];
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
    readonly import?: string;
}

/** A resource as the program asked the engine for it. */
export interface Request {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** URN of the parent; empty for the stack itself. */
    readonly parent: string;
    /** False for components. */
    readonly custom: boolean;
    /** Reference to its provider, `<urn>::<id>`; empty for components and default providers. */
    readonly provider: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** URNs that it waits for, written out or through an input; components are expanded. */
    readonly dependencies: readonly string[];
    readonly options: EngineOptions;
    /** URNs under which the state may have it. */
    readonly aliases: readonly string[];
    /** Of a resource that is read instead of made. */
    readonly id?: unknown;
}

/** What the outputs of a resource are made from; secrets are plain here, as for a provider. */
export interface OutputsRequest {
    readonly type: string;
    readonly name: string;
    /** Name of the provider resource. */
    readonly provider: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly id: string | undefined;
}

/** The outputs that a provider adds to the inputs; throws for a type that it does not know. */
export type Outputs = (request: OutputsRequest) => Record<string, unknown>;

/** The name in a URN or in a reference to a provider. */
export function nameOf(urn: string): string {
    return urn.split("::")[3] ?? "";
}

/** The URN that the engine would give: types of all parents but the stack. */
export function urnOf(parent: string, type: string, name: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const isTop = parentType === "" || parentType === "pulumi:pulumi:Stack";
    const chain = isTop ? type : `${parentType}$${type}`;
    return `urn:pulumi:test::linkerd-multicluster::${chain}::${name}`;
}
