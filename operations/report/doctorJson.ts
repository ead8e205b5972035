import type { DoctorReport } from "./doctorReport";
import { layerResult } from "./layerResult";

/** For programs. docs/operations.md describes the shape; keys are only ever added to it. */
export function doctorJson({ stack, pre, layers }: DoctorReport): string {
    const rendered = layers.map((layer) => ({
        id: layer.id,
        title: layer.title,
        result: layerResult(layer),
        looked: layer.scope,
        unseen: layer.notChecked,
        findings: layer.findings,
    }));
    return JSON.stringify({ stack, pre, layers: rendered }, null, 2);
}
