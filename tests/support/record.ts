import * as pulumi from "@pulumi/pulumi";
import { StandInEngine } from "./engine";
import { providerOutputs } from "./outputs";
import { recording, type Constructed, type Recording } from "./recording";
import { catchRejections } from "./rejections";
import type { Outputs } from "./requests";

export type { Recording, Registration } from "./recording";

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

    const constructed: Constructed[] = [];
    const rejections = catchRejections();
    // The SDK takes the stack of every resource and promise; mapped back to TypeScript they take
    // a third of the time. RECORD_STACKS=1 keeps them, to see where an error comes from.
    const { stackTraceLimit } = Error;
    if (process.env["RECORD_STACKS"] === undefined) Error.stackTraceLimit = 0;
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
