import { stringify } from "yaml";

const NAMESPACE = { namespace: "sample" };

function deployment(name: string, labels: Record<string, string>, container: object) {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, ...NAMESPACE },
        spec: {
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [container] } },
        },
    };
}

function service(name: string, app: string, port: number, labels: Record<string, string> = {}) {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, labels, ...NAMESPACE },
        spec: { ports: [{ name: "http", port }], selector: { app } },
    };
}

function helloworld(version: "v1" | "v2") {
    return deployment(
        `helloworld-${version}`,
        { app: "helloworld", version },
        {
            name: "helloworld",
            image: `docker.io/istio/examples-helloworld-${version}:1.0`,
            ports: [{ containerPort: 5000 }],
        },
    );
}

/** What the operator applies in guide step 4.1: v1 and the exported Service. */
export function exporting(): string {
    return documents([
        helloworld("v1"),
        service("helloworld", "helloworld", 5000, { "mirror.linkerd.io/exported": "true" }),
    ]);
}

/** What the operator applies in guide step 4.2: v2, a client, and the split towards `first`. */
export function splitting(first: string): string {
    return documents([
        helloworld("v2"),
        service("helloworld", "helloworld", 5000),
        { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "sleep", ...NAMESPACE } },
        service("sleep", "sleep", 80),
        deployment(
            "sleep",
            { app: "sleep" },
            {
                name: "sleep",
                image: "docker.io/curlimages/curl:8.11.1",
                command: ["/bin/sleep", "infinity"],
            },
        ),
        {
            apiVersion: "split.smi-spec.io/v1alpha1",
            kind: "TrafficSplit",
            metadata: { name: "helloworld", ...NAMESPACE },
            spec: {
                service: "helloworld",
                backends: [
                    { service: "helloworld", weight: 50 },
                    { service: `helloworld-${first}`, weight: 50 },
                ],
            },
        },
    ]);
}

function documents(objects: readonly object[]): string {
    return objects.map((object) => stringify(object)).join("---\n");
}
