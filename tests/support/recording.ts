import type { StandInEngine } from "./engine";
import { nameOf, type EngineOptions } from "./requests";

/** What a constructor was called with, as a stack transformation sees it. */
export interface Constructed {
    readonly type: string;
    readonly name: string;
    readonly dependsOn: readonly string[];
}

/** One resource. They are told apart by their names, which a test keeps unique. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly custom: boolean;
    /** Undefined for the children of the stack itself. */
    readonly parent: string | undefined;
    readonly provider: string | undefined;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** What a component registered as its outputs; undefined for other resources. */
    readonly outputs: Readonly<Record<string, unknown>> | undefined;
    /** The option as it was written: components stay components here. */
    readonly dependsOn: readonly string[];
    /** Everything the engine waits for before it makes this one, sorted. */
    readonly dependencies: readonly string[];
    readonly options: EngineOptions;
    /** URNs under which the state may have it. */
    readonly aliases: readonly string[];
    /** Of a resource that is read instead of made. */
    readonly id?: unknown;
}

/** What a program asked for. */
export interface Recording {
    readonly resources: readonly Registration[];
    /** The resource of this name; throws when there is none. */
    readonly get: (name: string) => Registration;
    /** `[type, name]` of each resource. */
    readonly list: readonly (readonly [string, string])[];
    /** `[type, name]` of each child, grandchild … of the resource of this name. */
    readonly below: (name: string) => readonly (readonly [string, string])[];
    /** What the program returned: the outputs of the stack. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** Puts together what the constructors said and what the engine was asked for. */
export function recording(engine: StandInEngine, constructed: readonly Constructed[]): Recording {
    const key = (resource: { type: string; name: string }) => `${resource.type} ${resource.name}`;
    const order = new Map(constructed.map((resource, index) => [key(resource), index]));
    const [stack, ...requests] = engine.requests;
    const parents = new Map(requests.map(({ urn, parent }) => [urn, parent]));
    const resources = requests
        .sort((a, b) => (order.get(key(a)) ?? 0) - (order.get(key(b)) ?? 0))
        .map((request): Registration => {
            const { parent, provider, dependencies, ...rest } = request;
            return {
                ...rest,
                parent: parent === stack?.urn ? undefined : nameOf(parent),
                provider: provider === "" ? undefined : nameOf(provider),
                dependencies: dependencies.map(nameOf).sort(),
                outputs: engine.componentOutputs.get(request.urn),
                dependsOn: constructed[order.get(key(request)) ?? -1]?.dependsOn ?? [],
            };
        });
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const byName = new Map(resources.map((resource) => [resource.name, resource]));
    const isBelow = (resource: Registration, name: string): boolean => {
        const parent = byUrn.get(parents.get(resource.urn) ?? "");
        return parent !== undefined && (parent.name === name || isBelow(parent, name));
    };
    const entry = ({ type, name }: Registration) => [type, name] as const;
    return {
        resources,
        list: resources.map(entry),
        below: (name) => resources.filter((resource) => isBelow(resource, name)).map(entry),
        outputs: engine.componentOutputs.get(stack?.urn ?? "") ?? {},
        get(name) {
            const found = byName.get(name);
            if (found === undefined) throw new Error(`no resource is called ${name}`);
            return found;
        },
    };
}
