import type { V1ObjectMeta } from "@kubernetes/client-node";

/** The object of this namespace and name; undefined where none was seen. */
export function objectNamed<T extends { readonly metadata?: V1ObjectMeta }>(
    objects: readonly T[] | undefined,
    namespace: string | undefined,
    name: string | undefined,
): T | undefined {
    return objects?.find(
        ({ metadata }) => metadata?.name === name && metadata?.namespace === namespace,
    );
}
