import { Gauge, openMetricsContentType, Registry, type OpenMetricsContentType } from "prom-client";
import { placeOf } from "../findings/place";
import type { SeenCertificate } from "../layers/certificates/certificatesOf";
import type { DoctorReport } from "./doctorReport";

/** What metrics say beside the findings. */
export interface MetricsContext {
    /** Names of the configured clusters; none where the configuration has mistakes. */
    readonly clusters: readonly string[];
    readonly certificates: readonly SeenCertificate[];
    readonly now: Date;
}

/**
 * For a monitoring of the site's own, as OpenMetrics: findings by their kind, with a 0 for each layer
 * that found nothing, and the seconds until each certificate ends; less than 0 after its end.
 */
export async function doctorMetrics(
    { stack, layers }: DoctorReport,
    { clusters, certificates, now }: MetricsContext,
): Promise<string> {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(openMetricsContentType);
    const findings = new Gauge({
        name: "linkerd_multicluster_findings",
        help: "Findings of doctor; 0 with an empty code where a layer found nothing.",
        labelNames: ["stack", "cluster", "layer", "code", "severity"],
        registers: [registry],
    });
    for (const { id: layer, findings: found } of layers) {
        if (found.length === 0) {
            findings.set({ stack, cluster: "", layer, code: "", severity: "" }, 0);
        }
        for (const { where, code, severity } of found) {
            findings.inc({ stack, cluster: clusterOf(where, clusters), layer, code, severity });
        }
    }
    const remaining = new Gauge({
        name: "linkerd_multicluster_certificate_remaining_seconds",
        help: "Seconds until a certificate of the mesh ends.",
        labelNames: ["stack", "cluster", "kind", "name"],
        registers: [registry],
    });
    for (const { cluster, kind, name, certificate } of certificates) {
        const milliseconds = Date.parse(certificate.validTo) - now.getTime();
        remaining.set({ stack, cluster, kind, name }, Math.floor(milliseconds / 1000));
    }
    return (await registry.metrics()).trimEnd();
}

/** The cluster of a finding; empty where it is of none, or of several. */
function clusterOf(where: string, clusters: readonly string[]): string {
    const [cluster = "", ...others] = placeOf(where, clusters).clusters;
    return others.length === 0 ? cluster : "";
}
