import type { MeshConfig } from "../../stacks/config.schema";
import { Mesh } from "../../stacks/mesh";
import { record, type Recording, type RecordOptions } from "./record";

/**
 * Records a whole mesh with the outputs of the stack.
 * `configure` runs inside: the secrets of a configuration belong to the running program.
 */
export function recordMesh(
    configure: () => MeshConfig | Promise<MeshConfig>,
    options?: RecordOptions,
): Promise<Recording> {
    return record(async () => {
        const config = await configure();
        const { clusters, trustAnchor, trustAnchorExpiry, links } = new Mesh("mesh", config);
        return { clusters, trustAnchor, trustAnchorExpiry, links };
    }, options);
}
