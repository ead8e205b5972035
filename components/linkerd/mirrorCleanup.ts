import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import { withPlainErrors } from "../plainErrors";
import { kubernetesClient, requestLimit } from "../kubernetesClient";
import { MULTICLUSTER_NAMESPACE, mirrorLeaseName } from "./names";

/** Arguments of {@link MirrorCleanup}. */
export interface MirrorCleanupArgs {
    /** Kubeconfig of the cluster that holds the mirrors, secret. */
    readonly kubeconfig: pulumi.Input<string>;
    /** Cluster whose mirrors are removed. */
    readonly target: string;
}

interface State {
    readonly kubeconfig: string;
    readonly target: string;
    readonly namespace: string;
    readonly lease: string;
    /** Where the functions below are, put here by `DynamicResource`; up to 0.1.0 their text. */
    readonly __provider?: string;
}

export const provider = withPlainErrors<State, State>({
    create(inputs) {
        return Promise.resolve({ id: `${inputs.namespace}/${inputs.target}`, outs: inputs });
    },
    diff(_id, before, after) {
        return Promise.resolve({
            // `delete` does what the state says: a text of version 0.1.0 has to go.
            changes:
                before.kubeconfig !== after.kubeconfig ||
                before.target !== after.target ||
                before.__provider !== after.__provider,
            replaces: before.target === after.target ? [] : ["target"],
        });
    },
    update(_id, _before, after) {
        return Promise.resolve({ outs: after });
    },
    async delete(_id, state) {
        const client = kubernetesClient();
        const config = new client.KubeConfig();
        config.loadFromString(state.kubeconfig);
        const core = config.makeApiClient(client.CoreV1Api);
        const limit = requestLimit();
        const leases = config.makeApiClient(client.CoordinationV1Api);
        const gone = (error: unknown) => {
            if (error instanceof client.ApiException && error.code === 404) return;
            throw error;
        };
        const labelSelector = `mirror.linkerd.io/mirrored-service=true,mirror.linkerd.io/cluster-name=${state.target}`;
        const mirrors = await core.listServiceForAllNamespaces({ labelSelector }, limit);
        for (const { metadata } of mirrors.items) {
            const service = { name: metadata?.name ?? "", namespace: metadata?.namespace ?? "" };
            await core.deleteNamespacedService(service, limit).catch(gone);
            await core.deleteNamespacedEndpoints(service, limit).catch(gone);
        }
        await leases
            .deleteNamespacedLease({ name: state.lease, namespace: state.namespace }, limit)
            .catch(gone);
    },
});

/**
 * Removes, when the link is removed, what the service mirror made at run time: mirrored Services,
 * their Endpoints, and the lease of its election.
 *
 * `linkerd multicluster unlink` does this by hand; the controller itself leaves them, and
 * `linkerd multicluster check` warns of them afterwards. Created before the controller's
 * Deployment, hence removed after it: otherwise the controller would write them anew.
 */
export class MirrorCleanup extends DynamicResource {
    constructor(name: string, args: MirrorCleanupArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            "components/linkerd/mirrorCleanup",
            "linkerd:MirrorCleanup",
            name,
            {
                kubeconfig: pulumi.secret(args.kubeconfig),
                target: args.target,
                namespace: MULTICLUSTER_NAMESPACE,
                lease: mirrorLeaseName(args.target),
            },
            { ...opts, additionalSecretOutputs: ["kubeconfig"] },
        );
    }
}
