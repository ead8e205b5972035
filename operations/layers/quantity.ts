// The package's index leaves it out; the version is pinned.
import { quantityToScalar } from "@kubernetes/client-node/dist/util.js";

/** A quantity of Kubernetes as a number: clients in Go write 1000 as "1k". Throws where it is none. Pure. */
export function quantity(text: string): number {
    return Number(quantityToScalar(text));
}
