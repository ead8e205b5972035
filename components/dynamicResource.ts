import * as pulumi from "@pulumi/pulumi";

/**
 * A resource of a kind that no provider has: a file of this project exports its functions as `provider`.
 *
 * `dynamic.Resource` of the SDK writes the text of all these functions into the state, twice for each
 * resource. Ours says where they are, in a form that Pulumi's plugin for dynamic resources runs: it requires
 * the text and calls `handler`, in the folder of Pulumi.yaml (docs/decisions/0026).
 */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * @param file - Path from the folder of Pulumi.yaml, without its ending. It is in every state, and
     * `destroy` looks there: a file that moves leaves one behind.
     * @param kind - `FOLDER:NAME`, the end of the type.
     */
    constructor(
        file: string,
        kind: string,
        name: string,
        inputs: pulumi.Inputs,
        opts?: pulumi.CustomResourceOptions,
    ) {
        const load = `require("./typescript.cjs"); return require("./${file}").provider;`;
        super(
            `pulumi-nodejs:dynamic/linkerd-multicluster:${kind}`,
            name,
            { ...inputs, __provider: `exports.handler = () => { ${load} };` },
            opts,
        );
    }
}
