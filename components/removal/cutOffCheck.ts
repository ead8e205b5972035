import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import { textOf, withPlainErrors } from "../plainErrors";
import { EXPORTED_LABEL } from "../linkerd/names";
import { cutOffRefusal, type ClusterUse } from "./cutOffRefusal";
import { lookAtMeshUse } from "./meshUse";

/** Arguments of {@link CutOffCheck}. */
export interface CutOffCheckArgs {
    /** Kubeconfigs of the clusters by name, secret. */
    readonly kubeconfigs: Readonly<Record<string, pulumi.Input<string>>>;
    /** Whether the operator's own workloads may be cut off. */
    readonly accepted: boolean;
}

interface State {
    readonly kubeconfigs: Readonly<Record<string, string>>;
    readonly accepted: boolean;
    /** Where the functions below are, put here by `DynamicResource`; up to 0.1.0 their text. */
    readonly __provider?: string;
}

const ACCEPT = ["pulumi config set acceptCutOff true", "pulumi up"];

async function refuse(
    kubeconfigs: State["kubeconfigs"],
    commands: readonly string[],
): Promise<void> {
    const found = await Promise.all(
        Object.entries(kubeconfigs).map(async ([cluster, kubeconfig]): Promise<ClusterUse> => {
            try {
                return { cluster, use: await lookAtMeshUse(kubeconfig, EXPORTED_LABEL) };
            } catch (error) {
                return { cluster, failure: textOf(error) };
            }
        }),
    );
    const refusal = cutOffRefusal(found, commands);
    if (refusal !== undefined) throw new Error(refusal);
}

export const provider = withPlainErrors<State, State>({
    create(inputs) {
        return Promise.resolve({ id: "mesh", outs: inputs });
    },
    async diff(_id, before, after) {
        const removed = Object.entries(before.kubeconfigs).filter(
            ([cluster]) => after.kubeconfigs[cluster] === undefined,
        );
        // Previews ask for the difference too, and `up` does before it deletes anything. Without a
        // removed cluster nothing is loaded: the client takes a second.
        if (!after.accepted && removed.length > 0) {
            await refuse(Object.fromEntries(removed), ACCEPT);
        }
        const names = Object.keys(after.kubeconfigs);
        return {
            changes:
                removed.length > 0 ||
                names.some((name) => before.kubeconfigs[name] !== after.kubeconfigs[name]) ||
                before.accepted !== after.accepted ||
                before.__provider !== after.__provider,
        };
    },
    update(_id, _before, after) {
        return Promise.resolve({ outs: after });
    },
    async delete(_id, state) {
        if (!state.accepted) await refuse(state.kubeconfigs, [...ACCEPT, "pulumi destroy"]);
    },
});

/**
 * Refuses `pulumi destroy`, and the removal of a cluster, as long as workloads or exported Services of
 * the operator's own would be cut off; says which. `destroy` does not run the program, and this runs
 * without it.
 *
 * Made after everything else of the mesh, so that `destroy` deletes it first.
 */
export class CutOffCheck extends DynamicResource {
    constructor(name: string, args: CutOffCheckArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            "components/removal/cutOffCheck",
            "removal:CutOffCheck",
            name,
            { kubeconfigs: pulumi.secret(args.kubeconfigs), accepted: args.accepted },
            { ...opts, additionalSecretOutputs: ["kubeconfigs"] },
        );
    }
}
