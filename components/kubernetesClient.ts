import type * as kubernetes from "@kubernetes/client-node";

/**
 * The Kubernetes client, loaded when it is asked for: that takes half a second, and a preview asks each
 * dynamic resource for its difference, which needs none.
 */
export function kubernetesClient(): typeof kubernetes {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a static import loads at once
    return require("@kubernetes/client-node") as typeof kubernetes;
}

/** Options of a Kubernetes request that gives up after half a minute; the client itself never does. */
export function requestLimit(): kubernetes.ConfigurationOptions {
    const { Observable } = kubernetesClient();
    return {
        middlewareMergeStrategy: "append",
        middleware: [
            {
                pre: (context) => {
                    context.setSignal(AbortSignal.timeout(30_000));
                    return new Observable(Promise.resolve(context));
                },
                post: (context) => new Observable(Promise.resolve(context)),
            },
        ],
    };
}
