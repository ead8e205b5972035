import * as pulumi from "@pulumi/pulumi";
import { operatorError } from "../operatorError";
import { pairAdvice, portsWithoutPair, type NodePort } from "./nodePorts";

/** An address of a gateway; one that was read fails here where a node may not send from it. */
export function addressWithPairs(
    address: pulumi.Input<string>,
    cluster: string,
    nodePorts: readonly NodePort[],
): pulumi.Input<string> {
    if (typeof address === "string") return address;
    return pulumi.output(address).apply((read) => {
        const missing = portsWithoutPair(read, nodePorts);
        if (missing.length === 0) return read;
        throw operatorError(`${cluster}: its gateway has ${read}: ${pairAdvice(read, missing)}.`);
    });
}
