/** A share of the requests to a Service; relative to the other shares, 0 is none. */
export interface Backend {
    /** The Service itself, or the mirror of one of another cluster. */
    readonly service: string;
    readonly weight: number;
}

/** `spec` of the TrafficSplit that shares the requests to a Service. */
export function splitSpec(service: string, backends: readonly Backend[]) {
    return { service, backends: backends.map((backend) => ({ ...backend })) };
}

/** The HTTPRoutes of a Service of the operator's, one for each of its ports. */
export function routesOf(service: string, ports: readonly number[]) {
    return ports.map((port) => ({ name: `${service}-${port}`, port }));
}

/** `spec` of the HTTPRoute that shares the same requests, for one port of the Service. */
export function routeSpec(service: string, port: number, backends: readonly Backend[]) {
    return {
        parentRefs: [{ group: "core", kind: "Service", name: service, port }],
        rules: [
            {
                backendRefs: backends.map(({ service: name, weight }) => ({ name, port, weight })),
            },
        ],
    };
}
