import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ClusterAddresses } from "../settings/addresses";
import type { Manifest } from "./manifest";

/** Namespace of MetalLB, where the guide looks for its pods. */
export const METALLB_NAMESPACE = "metallb-system";

/**
 * Seconds between readiness probes. A kubelet that has just started first waits a random part of the
 * period, so the usual 10 would add up to 10 s to every start.
 */
export const READINESS_PERIOD = 3;

/** Reads MetalLB's own manifest out of its Go module. */
export async function readMetallbManifest(moduleDir: string): Promise<Manifest[]> {
    const file = join(moduleDir, "config", "manifests", "metallb-native.yaml");
    const documents = parseAllDocuments(await readFile(file, "utf8"));
    return documents.flatMap((document) => {
        const value = document.toJS() as Manifest | null;
        return value === null ? [] : [value];
    });
}

/**
 * MetalLB's manifest as the sandbox applies it.
 *
 * Without the validating webhook: it would have to answer before the address pool can be made, which
 * is 20 s into a start. Readiness probes come early and often, for the same reason.
 */
export function metallbObjects(manifest: readonly Manifest[]): Manifest[] {
    return manifest.filter((object) => !belongsToWebhook(object)).map(adapt);
}

/** The address pool of a cluster, announced on its tenant network. */
export function addressPool({ pool }: ClusterAddresses): Manifest[] {
    const metadata = { name: "primary", namespace: METALLB_NAMESPACE };
    return [
        {
            apiVersion: "metallb.io/v1beta1",
            kind: "IPAddressPool",
            metadata,
            spec: { addresses: [`${pool.first}-${pool.last}`] },
        },
        {
            apiVersion: "metallb.io/v1beta1",
            kind: "L2Advertisement",
            metadata,
            spec: { ipAddressPools: [metadata.name] },
        },
    ];
}

/** Key that the speakers encrypt their gossip with; made beforehand, since a speaker whose Secret is late retries with growing pauses. */
export function memberlistSecret(key: string): Manifest {
    return {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "memberlist", namespace: METALLB_NAMESPACE },
        type: "Opaque",
        stringData: { secretkey: key },
    };
}

function belongsToWebhook({ kind, metadata }: Manifest): boolean {
    return kind === "ValidatingWebhookConfiguration" || metadata.name.startsWith("metallb-webhook");
}

/** The fields of a Deployment or DaemonSet that are changed here. */
interface Workload extends Manifest {
    readonly spec: { readonly template: { readonly spec: PodSpec } };
}
interface PodSpec {
    volumes?: { name: string }[];
    readonly containers: Container[];
}
interface Container {
    args?: string[];
    ports?: { name: string }[];
    volumeMounts?: { name: string }[];
    readinessProbe?: { initialDelaySeconds?: number; periodSeconds?: number };
}

function adapt(object: Manifest): Manifest {
    if (object.kind !== "Deployment" && object.kind !== "DaemonSet") return object;
    const workload = structuredClone(object) as Workload;
    const pod = workload.spec.template.spec;
    if (workload.kind === "Deployment") withoutWebhook(pod);
    pod.containers.forEach(probeSoon);
    return workload;
}

function withoutWebhook(pod: PodSpec): void {
    pod.volumes = (pod.volumes ?? []).filter(({ name }) => name !== "cert");
    for (const container of pod.containers) {
        container.args = [...(container.args ?? []), "--webhook-mode=disabled"];
        container.volumeMounts = (container.volumeMounts ?? []).filter(
            ({ name }) => name !== "cert",
        );
        container.ports = (container.ports ?? []).filter(({ name }) => name !== "webhook-server");
    }
}

function probeSoon({ readinessProbe }: Container): void {
    if (readinessProbe === undefined) return;
    delete readinessProbe.initialDelaySeconds;
    readinessProbe.periodSeconds = READINESS_PERIOD;
}
