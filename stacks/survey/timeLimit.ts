import { Observable, type ConfigurationOptions } from "@kubernetes/client-node";

/** Options of a Kubernetes request that gives up after some seconds; the client itself never does. */
export function timeLimit(seconds: number): ConfigurationOptions {
    return {
        middlewareMergeStrategy: "append",
        middleware: [
            {
                pre: (context) => {
                    context.setSignal(AbortSignal.timeout(seconds * 1000));
                    return new Observable(Promise.resolve(context));
                },
                post: (context) => new Observable(Promise.resolve(context)),
            },
        ],
    };
}
