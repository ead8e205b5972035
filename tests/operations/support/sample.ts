import { V1ObjectMeta } from "@kubernetes/client-node";
import { splitSpec } from "../../../components/sample/sampleObjects";
import { deployment, endpoints, make, pod, service } from "./kubernetesObjects";

/** The sample: exported in the first cluster, mirrored and split in the others. */
export function sampleObjects(cluster: string, exporter: string, mirroredAt: string) {
    const isExporter = cluster === exporter;
    const version = isExporter ? "v1" : "v2";
    const labels = { app: "helloworld", version };
    const common = {
        deployments: [deployment("sample", `helloworld-${version}`, labels, labels)],
        pods: [pod("sample", `helloworld-${version}`, labels, { annotations: {} })],
    };
    if (isExporter) {
        const exported = { app: "helloworld", "mirror.linkerd.io/exported": "true" };
        return {
            ...common,
            services: [service("sample", "helloworld", exported, { app: "helloworld" })],
            endpoints: [endpoints("sample", "helloworld", "10.233.64.9", 5000)],
            trafficSplits: [],
            serviceProfiles: [],
        };
    }
    const mirror = `helloworld-${exporter}`;
    const mirrored = {
        "mirror.linkerd.io/mirrored-service": "true",
        "mirror.linkerd.io/cluster-name": exporter,
    };
    const domain = "sample.svc.cluster.local";
    return {
        deployments: [...common.deployments, deployment("sample", "sleep")],
        pods: [...common.pods, pod("sample", "sleep", { app: "sleep" }, { annotations: {} })],
        services: [
            service("sample", "helloworld", { app: "helloworld" }, { app: "helloworld" }),
            service("sample", mirror, mirrored),
        ],
        endpoints: [endpoints("sample", mirror, mirroredAt, 4143)],
        trafficSplits: [
            {
                metadata: make(V1ObjectMeta, { name: "helloworld", namespace: "sample" }),
                spec: splitSpec(exporter, { local: 50, mirrored: 50 }),
            },
        ],
        serviceProfiles: [
            {
                metadata: make(V1ObjectMeta, {
                    name: `helloworld.${domain}`,
                    namespace: "sample",
                }),
                spec: {
                    dstOverrides: [
                        { authority: `helloworld.${domain}`, weight: "50" },
                        { authority: `${mirror}.${domain}`, weight: "50" },
                    ],
                },
            },
        ],
    };
}
