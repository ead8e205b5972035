import assert from "node:assert/strict";
import { CODES } from "../../../operations/findings/codes";
import type { Finding } from "../../../operations/findings/finding";
import type { Layer } from "../../../operations/findings/layer";
import type { LayerReport, ReportedFinding } from "../../../operations/report/doctorReport";
import { forStack } from "../../../operations/report/forStack";
import type { MeshView } from "../../../operations/view/meshView";
import { copyOf } from "./copyOf";

/** Findings with their remedies as they are typed for the selected stack. */
export function reported(findings: readonly Finding[]): readonly ReportedFinding[] {
    return findings.map((finding) => ({ ...finding, remedy: forStack(finding.remedy, {}) }));
}

/** Every view that a layer has examined in this run of the tests. */
export const EXAMINED: { readonly layer: Layer; readonly view: MeshView }[] = [];

/** What a layer says of a mesh; each of its findings has a code of the layer. */
export function examined(layer: Layer, view: MeshView): Omit<LayerReport, "id" | "title"> {
    const { id } = layer;
    const examination = layer.examine(view);
    // A test may change its view afterwards.
    EXAMINED.push({ layer, view: copyOf(view) });
    const codes: readonly string[] = CODES[id];
    for (const { code } of examination.findings) assert.ok(codes.includes(code), `${id}: ${code}`);
    return { ...examination, findings: reported(examination.findings) };
}
