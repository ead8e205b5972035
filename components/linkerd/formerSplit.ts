import type { V1ObjectMeta } from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import { withPlainErrors } from "../plainErrors";
import { kubernetesClient, requestLimit } from "../kubernetesClient";
import { madeByEngine } from "./madeByEngine";

/** Arguments of {@link FormerSplit}. */
export interface FormerSplitArgs {
    /** Kubeconfig of the cluster, secret. */
    readonly kubeconfig: pulumi.Input<string>;
    readonly clusterDomain: string;
    readonly namespace: pulumi.Input<string>;
    /** Service whose requests were shared, which a TrafficSplit of the program has its name from. */
    readonly service: string;
}

interface State {
    readonly kubeconfig: string;
    readonly namespace: string;
    readonly split: string;
    /** Name of the ServiceProfile. */
    readonly profile: string;
}

/** What is read of a TrafficSplit and of a ServiceProfile. */
interface Found {
    readonly metadata: V1ObjectMeta;
    readonly spec?: { readonly dstOverrides?: unknown };
}

export const provider = withPlainErrors<State, State>({
    async create(inputs) {
        const client = kubernetesClient();
        const config = new client.KubeConfig();
        config.loadFromString(inputs.kubeconfig);
        const api = config.makeApiClient(client.CustomObjectsApi);
        const limit = requestLimit();
        // 422: the adaptor has emptied the profile since it was read.
        const gone = (error: unknown) => {
            if (error instanceof client.ApiException && [404, 422].includes(error.code)) return;
            throw error;
        };
        const { namespace } = inputs;
        const split = {
            group: "split.smi-spec.io",
            version: "v1alpha1",
            namespace,
            plural: "trafficsplits",
            name: inputs.split,
        };
        const profile = {
            group: "linkerd.io",
            version: "v1alpha2",
            namespace,
            plural: "serviceprofiles",
            name: inputs.profile,
        };
        const read = (object: typeof split) =>
            api.getNamespacedCustomObject(object, limit).catch(gone) as Promise<Found | undefined>;
        const takeWeights = async () => {
            if ((await read(profile))?.spec?.dstOverrides === undefined) return;
            const body = [{ op: "remove", path: "/spec/dstOverrides" }];
            await api.patchNamespacedCustomObject({ ...profile, body }, limit).catch(gone);
        };
        const found = await read(split);
        if (found !== undefined && madeByEngine(found.metadata)) {
            // As long as the split is there, an update that was killed comes back.
            await takeWeights();
            await api.deleteNamespacedCustomObject(split, limit).catch(gone);
            // The adaptor may have written them meanwhile.
            await takeWeights();
        }
        return { id: `${namespace}/${inputs.profile}`, outs: inputs };
    },
    diff() {
        // What it does, it does once: when a route takes over.
        return Promise.resolve({ changes: false });
    },
});

/**
 * Takes the requests from the TrafficSplit that was here before an HTTPRoute: deletes it, and takes
 * its weights out of the ServiceProfile, which would win over the route for ever. Those of somebody
 * else, as Flagger's, stay: doctor tells that they win.
 *
 * The engine deletes after it has made everything, the split just before its adaptor. An adaptor
 * that is gone before it has emptied the profile leaves the weights in force.
 */
export class FormerSplit extends DynamicResource {
    constructor(name: string, args: FormerSplitArgs, opts?: pulumi.CustomResourceOptions) {
        const { namespace, service } = args;
        super(
            "components/linkerd/formerSplit",
            // Where the first of them was made, the sample's.
            "sample:FormerSplit",
            name,
            {
                kubeconfig: pulumi.secret(args.kubeconfig),
                namespace,
                split: service,
                profile: pulumi.interpolate`${service}.${namespace}.svc.${args.clusterDomain}`,
            },
            { ...opts, additionalSecretOutputs: ["kubeconfig"] },
        );
    }
}
