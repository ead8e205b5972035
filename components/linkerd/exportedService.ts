import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import { withPlainErrors } from "../plainErrors";
import { kubernetesClient, requestLimit } from "../kubernetesClient";
import { EXPORTED_LABEL } from "./names";

/** Arguments of {@link ExportedService}. */
export interface ExportedServiceArgs {
    /** Kubeconfig of the cluster with rights to change its Services, secret. */
    readonly kubeconfig: pulumi.Input<string>;
    readonly namespace: string;
    readonly service: string;
}

interface State {
    readonly kubeconfig: string;
    readonly namespace: string;
    readonly service: string;
    readonly label: string;
    readonly manager: string;
    /** Where the functions below are, put here by `DynamicResource`; up to 0.1.0 their text. */
    readonly __provider?: string;
}

function connect(inputs: State) {
    const client = kubernetesClient();
    const config = new client.KubeConfig();
    config.loadFromString(inputs.kubeconfig);
    const core = config.makeApiClient(client.CoreV1Api);
    const limit = requestLimit();
    const { namespace, service: name } = inputs;
    /** The Service; undefined where it is gone. */
    const read = async () => {
        try {
            return await core.readNamespacedService({ namespace, name }, limit);
        } catch (error) {
            if (error instanceof client.ApiException && error.code === 404) return undefined;
            throw error;
        }
    };
    /** Declares what the program owns of the Service: `labels`, and none that it names no more. */
    const apply = (labels: Readonly<Record<string, string>>) => {
        const metadata = { namespace, name, labels };
        const body = { apiVersion: "v1", kind: "Service", metadata };
        return core.patchNamespacedService(
            { namespace, name, body, fieldManager: inputs.manager },
            client.setHeaderOptions("Content-Type", client.PatchStrategy.ServerSideApply, limit),
        );
    };
    return { read, apply };
}

export const provider = withPlainErrors<State, State>({
    async create(inputs) {
        await connect(inputs).apply({ [inputs.label]: "true" });
        return { id: `${inputs.namespace}/${inputs.service}`, outs: inputs };
    },
    async read(id, state) {
        if (state === undefined) throw new Error(`${id} is not imported: write it into exports`);
        const found = await connect(state).read();
        // Without its label it is made again.
        return found?.metadata?.labels?.[state.label] === "true" ? { id, props: state } : {};
    },
    diff(_id, before, after) {
        const moved = (["namespace", "service"] as const).filter(
            (key) => before[key] !== after[key],
        );
        return Promise.resolve({
            changes:
                moved.length > 0 ||
                before.kubeconfig !== after.kubeconfig ||
                // `delete` does what the state says: a text of version 0.1.0 has to go.
                before.__provider !== after.__provider,
            replaces: moved,
        });
    },
    update(_id, _before, after) {
        return Promise.resolve({ outs: after });
    },
    async delete(_id, state) {
        const { read, apply } = connect(state);
        // To apply to a Service that is gone would be to make one.
        if ((await read()) !== undefined) await apply({});
    },
});

/**
 * The label with which a Service of the operator's is exported, and nothing else of it: applied on the
 * server under a name of its own, so that a second run after a killed one owns no more. Taken back
 * when the entry goes; the same label of somebody else stays.
 *
 * Replaces `kubectl label service … mirror.linkerd.io/exported=true` of guide step 4.1.
 */
export class ExportedService extends DynamicResource {
    constructor(name: string, args: ExportedServiceArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            "components/linkerd/exportedService",
            "linkerd:ExportedService",
            name,
            {
                kubeconfig: pulumi.secret(args.kubeconfig),
                namespace: args.namespace,
                service: args.service,
                label: EXPORTED_LABEL,
                manager: "linkerd-multicluster-export",
            },
            { ...opts, additionalSecretOutputs: ["kubeconfig"] },
        );
    }
}
