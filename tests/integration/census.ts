import { execa } from "execa";

/**
 * Kinds that controllers write at any time, whether or not the program did anything.
 * Pods and ReplicaSets follow their Deployments, whose names are counted.
 */
const UNSTEADY = new Set([
    "events",
    "events.events.k8s.io",
    "endpointslices.discovery.k8s.io",
    "pods",
    "replicasets.apps",
    "controllerrevisions.apps",
    "bindings",
]);

/**
 * Every object of a cluster as `kind/namespace/name`, sorted.
 * Does not prove that an object's content stayed the same.
 */
export async function census(kubectl: string, kubeconfig: string): Promise<string[]> {
    const run = async (...args: string[]) =>
        (await execa(kubectl, ["--kubeconfig", kubeconfig, ...args])).stdout;
    const kinds = (await run("api-resources", "--verbs=list,delete", "--output=name"))
        .split("\n")
        .filter((kind) => kind !== "" && !UNSTEADY.has(kind));
    const objects = await run(
        "get",
        kinds.join(","),
        "--all-namespaces",
        "--ignore-not-found",
        "--no-headers",
        "--output=custom-columns=K:.kind,NS:.metadata.namespace,N:.metadata.name",
    );
    return objects
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.trim().split(/\s+/).join("/"))
        .sort();
}
