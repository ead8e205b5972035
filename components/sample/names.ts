/** Namespace of the sample, the same in every cluster: mirrors appear where they come from. */
export const SAMPLE_NAMESPACE = "sample";

/** Service that answers, and its app; the Deployment adds the version. */
export const HELLOWORLD = "helloworld";

/** Port of helloworld. */
export const HELLOWORLD_PORT = 5000;

/** Client of the sample: its Deployment, container, Service and ServiceAccount. */
export const SLEEP = "sleep";

/** The cluster whose helloworld all others share requests with. */
export function exporterOf<Cluster>(clusters: readonly Cluster[]): Cluster | undefined {
    return clusters[0];
}

/** The Service that a service mirror makes of a Service of this name in `target`. */
export function mirroredName(service: string, target: string): string {
    return `${service}-${target}`;
}
