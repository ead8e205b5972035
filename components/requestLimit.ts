import type * as kubernetes from "@kubernetes/client-node";

/**
 * Options of a Kubernetes request that gives up after some seconds; the client itself never does.
 *
 * Takes the client as an argument: dynamic resources load it in their own process, and the text of
 * this function is part of their state.
 */
export function requestLimit(
    client: typeof kubernetes,
    seconds: number,
): kubernetes.ConfigurationOptions {
    return {
        middlewareMergeStrategy: "append",
        middleware: [
            {
                pre: (context) => {
                    context.setSignal(AbortSignal.timeout(seconds * 1000));
                    return new client.Observable(Promise.resolve(context));
                },
                post: (context) => new client.Observable(Promise.resolve(context)),
            },
        ],
    };
}
