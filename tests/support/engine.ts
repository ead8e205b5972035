import type {
    ReadResourceRequest,
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { nameOf, urnOf, type EngineOptions, type Outputs, type Request } from "./requests";
import { decode, encode, isMap, reveal, Secret, UNKNOWN } from "./values";

type Callback = (error: Error | null, response?: unknown) => void;

/**
 * Stands in for the resource monitor of the Pulumi engine.
 *
 * Unlike the SDK's own mocks it keeps the whole request (secrets, parent, provider, dependencies),
 * marks outputs secret where the engine would, and refuses a second resource with the same URN.
 * It does not diff, replace, or check inputs against a provider's schema.
 */
export class StandInEngine {
    public readonly requests: Request[] = [];
    /** What components passed to `registerOutputs`, by URN. */
    public readonly componentOutputs = new Map<string, Record<string, unknown>>();
    private readonly outputs: Outputs;
    /** Whether outputs that only a provider knows are withheld, as in a first preview. */
    private readonly withheld: boolean;

    constructor(outputs: Outputs, withheld: boolean) {
        this.outputs = outputs;
        this.withheld = withheld;
    }

    public registerResource(request: RegisterResourceRequest, callback: Callback): void {
        answer(callback, () => {
            const custom = request.getCustom();
            const received = this.receive(request, custom, {
                ...(request.getDeletebeforereplacedefined()
                    ? { deleteBeforeReplace: request.getDeletebeforereplace() }
                    : {}),
                ...list("replaceOnChanges", request.getReplaceonchangesList()),
                ...list("additionalSecretOutputs", request.getAdditionalsecretoutputsList()),
                ...list("ignoreChanges", request.getIgnorechangesList()),
                ...(request.hasProtect() ? { protect: request.getProtect() } : {}),
                ...(request.hasRetainondelete()
                    ? { retainOnDelete: request.getRetainondelete() }
                    : {}),
                ...(request.getImportid() === "" ? {} : { import: request.getImportid() }),
            });
            const { urn, name } = received;
            const state = custom ? this.state(received, undefined) : received.inputs;
            return {
                getUrn: () => urn,
                getId: () => (custom && !this.withheld ? `${name}-id` : ""),
                getObject: () => ({ toJavaScript: () => encode(state) }),
                getPropertydependenciesMap: () => undefined,
                getResult: () => 0,
            };
        });
    }

    public readResource(request: ReadResourceRequest, callback: Callback): void {
        answer(callback, () => {
            const id = decode(request.getId());
            const options = list(
                "additionalSecretOutputs",
                request.getAdditionalsecretoutputsList(),
            );
            const received = { ...this.receive(request, true, options), id };
            this.requests[this.requests.length - 1] = received;
            // The engine reads also while it plans, but not before the id is known.
            const state = typeof id === "string" ? this.state(received, id) : {};
            return {
                getUrn: () => received.urn,
                getProperties: () => ({ toJavaScript: () => encode(state) }),
            };
        });
    }

    public registerResourceOutputs(
        request: RegisterResourceOutputsRequest,
        callback: Callback,
    ): void {
        answer(callback, () => {
            this.componentOutputs.set(
                request.getUrn(),
                asMap(decode(request.getOutputs()?.toJavaScript() ?? {})),
            );
            return {};
        });
    }

    /** Functions of providers: the program calls none. */
    public invoke(request: { getTok(): string }, callback: Callback): void {
        const details = `the stand-in engine knows no function ${request.getTok()}`;
        // The SDK shows `details`, as errors from the engine have them.
        callback(Object.assign(new Error(details), { details }));
    }

    private receive(
        request: RegisterResourceRequest | ReadResourceRequest,
        custom: boolean,
        options: EngineOptions,
    ): Request {
        const [type, name] = [request.getType(), request.getName()];
        const parent = request.getParent();
        const properties = "getObject" in request ? request.getObject() : request.getProperties();
        const received: Request = {
            type,
            name,
            urn: urnOf(parent, type, name),
            parent,
            custom,
            provider: request.getProvider(),
            inputs: asMap(decode(properties?.toJavaScript() ?? {})),
            dependencies: request.getDependenciesList(),
            aliases: "getAliasesList" in request ? aliasUrns(request, type, name) : [],
            options,
        };
        if (this.requests.some(({ urn }) => urn === received.urn)) {
            throw new Error(
                `Duplicate resource URN '${received.urn}'; try giving it a unique name`,
            );
        }
        this.requests.push(received);
        return received;
    }

    private state(request: Request, id: string | undefined): Record<string, unknown> {
        const { type, name, inputs, options } = request;
        const made = this.outputs({
            type,
            name,
            id,
            provider: nameOf(request.provider),
            inputs: asMap(reveal(inputs)),
        });
        const known = this.withheld && id === undefined ? {} : made;
        const state: Record<string, unknown> = { ...inputs, ...known };
        for (const key of options.additionalSecretOutputs ?? []) {
            if (state[key] !== undefined) state[key] = new Secret(reveal(state[key]));
        }
        return state;
    }
}

function list(key: keyof EngineOptions, values: readonly string[]): EngineOptions {
    return values.length === 0 ? {} : { [key]: [...values] };
}

/** A place under another parent, or another name in the same place; the program knows no other aliases. */
function aliasUrns(request: RegisterResourceRequest, type: string, name: string): string[] {
    return request.getAliasesList().map((alias) => {
        const spec = alias.getSpec();
        const [parent, other] = [spec?.getParenturn() ?? "", spec?.getName() ?? ""];
        if (spec === undefined || (parent === "" && other === "" && !spec.getNoparent())) {
            throw new Error(`${name}: an alias that the stand-in engine does not know`);
        }
        return other === "" ? urnOf(parent, type, name) : urnOf(request.getParent(), type, other);
    });
}

function asMap(value: unknown): Record<string, unknown> {
    if (value === UNKNOWN || !isMap(value)) throw new Error("expected a map of properties");
    return value;
}

function answer(callback: Callback, work: () => unknown): void {
    try {
        callback(null, work());
    } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)));
    }
}
