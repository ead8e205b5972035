import { V1ObjectMeta } from "@kubernetes/client-node";
import type { Split } from "../../../components/linkerd/generations";
import { routeSpec, splitSpec } from "../../../components/linkerd/splitSpecs";
import { sampleBackends } from "../../../components/sample/sampleObjects";
import { deployment, endpoints, MADE_BY_ENGINE, make, pod, service } from "./kubernetesObjects";

/** The sample: exported in the first cluster, mirrored and split in the others. */
export function sampleObjects(cluster: string, exporter: string, mirroredAt: string, split: Split) {
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
            httpRoutes: [],
            serviceProfiles: [],
        };
    }
    const mirror = `helloworld-${exporter}`;
    const mirrored = {
        "mirror.linkerd.io/mirrored-service": "true",
        "mirror.linkerd.io/cluster-name": exporter,
    };
    return {
        deployments: [...common.deployments, deployment("sample", "sleep")],
        pods: [...common.pods, pod("sample", "sleep", { app: "sleep" }, { annotations: {} })],
        services: [
            service("sample", "helloworld", { app: "helloworld" }, { app: "helloworld" }),
            service("sample", mirror, mirrored),
        ],
        endpoints: [endpoints("sample", mirror, mirroredAt, 4143)],
        ...splitObjects(exporter, split),
    };
}

const WEIGHTS = { local: 50, mirrored: 50 };

/** What shares the requests with `exporter`, in halves. */
function splitObjects(exporter: string, split: Split) {
    const metadata = make(V1ObjectMeta, {
        name: "helloworld",
        namespace: "sample",
        ...MADE_BY_ENGINE,
    });
    if (split === "HTTPRoute") {
        return {
            trafficSplits: [],
            httpRoutes: [
                {
                    metadata,
                    spec: routeSpec("helloworld", 5000, sampleBackends(exporter, WEIGHTS)),
                },
            ],
            serviceProfiles: [],
        };
    }
    return {
        trafficSplits: [
            { metadata, spec: splitSpec("helloworld", sampleBackends(exporter, WEIGHTS)) },
        ],
        httpRoutes: [],
        serviceProfiles: [splitProfile(exporter)],
    };
}

/** The ServiceProfile that the SMI adaptor makes of the TrafficSplit. */
export function splitProfile(exporter: string) {
    const domain = "sample.svc.cluster.local";
    return {
        metadata: make(V1ObjectMeta, { name: `helloworld.${domain}`, namespace: "sample" }),
        spec: {
            dstOverrides: [
                { authority: `helloworld.${domain}`, weight: "50" },
                { authority: `helloworld-${exporter}.${domain}`, weight: "50" },
            ],
        },
    };
}
