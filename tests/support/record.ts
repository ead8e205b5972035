import * as pulumi from "@pulumi/pulumi";
import { nameOf, StandInEngine, type EngineOptions, type Outputs } from "./engine";
import { providerOutputs } from "./outputs";

/** How to run a program. */
export interface RecordOptions {
    /**
     * `up`: everything is known. `preview`: a first preview, nothing that a provider makes is
     * known. `repreview`: a preview of a stack that is up.
     * @default "up"
     */
    readonly mode?: "up" | "preview" | "repreview";
    /** Outputs that a provider adds; the default knows every type that the program uses. */
    readonly outputs?: Outputs;
}

/** One resource, in the order of the constructors. Resources are told apart by their names. */
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
    /** Of a resource that is read instead of made. */
    readonly id?: unknown;
}

/** What a program asked for. */
export interface Recording {
    readonly resources: readonly Registration[];
    /** The resource of this name; throws when there is none or when there are several. */
    readonly get: (name: string) => Registration;
    /** `[type, name]` of each resource. */
    readonly list: readonly (readonly [string, string])[];
    /** `[type, name]` of each child, grandchild … of the resource of this name. */
    readonly below: (name: string) => readonly (readonly [string, string])[];
    /** What the program returned: the outputs of the stack. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs `program` inside a stack against {@link StandInEngine} and records what it asks for.
 * Rejects with the first error of the program, also when it happens inside an `apply`.
 */
export async function record(
    program: () => unknown,
    { mode = "up", outputs = providerOutputs }: RecordOptions = {},
): Promise<Recording> {
    const engine = new StandInEngine(outputs, mode === "preview");
    const planning = mode !== "up";
    // The SDK's own mocks see inputs without their secrecy: the engine takes over from them.
    await pulumi.runtime.setMocks(NEVER_ASKED, "linkerd-multicluster", "test", planning);
    takeOver(pulumi.runtime.getMonitor(), engine);

    const constructed: { type: string; name: string; dependsOn: string[] }[] = [];
    const rejections = catchRejections();
    // The SDK takes the stack of every resource and promise; mapped back to TypeScript, whole
    // stacks take most of the time. Two frames still tell where an error is.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 2;
    try {
        const run = pulumi.runtime.runInPulumiStack(async () => {
            pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
                constructed.push({ type, name, dependsOn: names(name, opts.dependsOn) });
                return undefined;
            });
            return (await program()) ?? {};
        });
        // After an error the SDK waits for ever for what depends on it, hence the race.
        await Promise.race([run.then(() => pulumi.runtime.disconnect()), rejections.first]);
        await new Promise((resolve) => setImmediate(resolve));
        rejections.throwFirst();
    } catch (error) {
        // Makes the SDK forget what still waits; it would count as leaks and fail the process.
        await pulumi.runtime.setMocks(NEVER_ASKED);
        throw error;
    } finally {
        Error.stackTraceLimit = stackTraceLimit;
        rejections.release();
    }
    return recording(engine, constructed);
}

/** One run for several tests: makes it when it is asked for the first time. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
}

function takeOver(monitor: object | undefined, engine: StandInEngine): void {
    if (monitor === undefined) throw new Error("the SDK has no monitor after setMocks");
    Object.assign(monitor, {
        registerResource: engine.registerResource.bind(engine),
        readResource: engine.readResource.bind(engine),
        registerResourceOutputs: engine.registerResourceOutputs.bind(engine),
        invoke: engine.invoke.bind(engine),
    });
}

const NEVER_ASKED: pulumi.runtime.Mocks = {
    call: ({ token }) => {
        throw new Error(`unexpected call of ${token}`);
    },
    newResource: ({ type, name }) => {
        throw new Error(`unexpected resource ${type} ${name}`);
    },
};

/** An error inside an `apply` reaches nobody but the process, as in Pulumi's own runner. */
function catchRejections() {
    const previous = process.listeners("unhandledRejection");
    const errors: unknown[] = [];
    let report: (error: unknown) => void;
    const first = new Promise<never>((_resolve, reject) => (report = reject));
    first.catch(() => undefined);
    const listener = (error: unknown) => {
        errors.push(error);
        report(error);
    };
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    return {
        first,
        throwFirst() {
            if (errors.length > 0) throw errors[0];
        },
        release() {
            process.removeListener("unhandledRejection", listener);
            for (const handler of previous) process.on("unhandledRejection", handler);
        },
    };
}

function names(owner: string, dependsOn: unknown): string[] {
    if (dependsOn === undefined) return [];
    if (Array.isArray(dependsOn)) return dependsOn.flatMap((item) => names(owner, item));
    if (pulumi.Resource.isInstance(dependsOn)) return [nameField(dependsOn)];
    throw new Error(`${owner}: dependsOn holds something else than resources`);
}

/** The SDK has no public way from a resource to its name without waiting for the URN. */
function nameField(resource: pulumi.Resource): string {
    return (resource as unknown as { readonly __name: string }).__name;
}

function recording(
    engine: StandInEngine,
    constructed: readonly { type: string; name: string; dependsOn: string[] }[],
): Recording {
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
    const isBelow = (resource: Registration, name: string): boolean => {
        const parent = resources.find((other) => other.urn === parents.get(resource.urn));
        return parent !== undefined && (parent.name === name || isBelow(parent, name));
    };
    const entry = ({ type, name }: Registration) => [type, name] as const;
    return {
        resources,
        list: resources.map(entry),
        below: (name) => resources.filter((resource) => isBelow(resource, name)).map(entry),
        outputs: engine.componentOutputs.get(stack?.urn ?? "") ?? {},
        get(name) {
            const found = resources.filter((resource) => resource.name === name);
            if (found[0] !== undefined && found.length === 1) return found[0];
            throw new Error(`${String(found.length)} resources are called ${name}`);
        },
    };
}
