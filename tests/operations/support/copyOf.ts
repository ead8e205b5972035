import type { MeshView } from "../../../operations/view/meshView";

/** A view that nobody else changes; the row of Linkerd's versions in it has functions and stays the same. */
export function copyOf(view: MeshView): MeshView {
    const { charts, ...config } = view.config;
    const copy = structuredClone({ ...view, config });
    return { ...copy, config: { ...copy.config, charts } };
}
