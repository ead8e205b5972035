import type { MeshConfig } from "../../stacks/configuration/types/meshConfig";
import { Mesh } from "../../stacks/mesh";
import assert from "node:assert/strict";
import type { Placement } from "../../stacks/survey/placement";
import { surveyOf } from "./fixtures";
import { record, type Recording, type RecordOptions } from "./record";
import { isMap, reveal } from "./values";

/**
 * Records a whole mesh with the outputs of the stack.
 * `configure` runs inside: the secrets of a configuration belong to the running program.
 * `changePlacement` says what of the look into OpenStack differs from the fixtures.
 */
export function recordMesh(
    configure: () => MeshConfig | Promise<MeshConfig>,
    options?: RecordOptions,
    changePlacement?: (placement: Placement) => Placement,
): Promise<Recording> {
    return record(async () => {
        const config = await configure();
        const { clusters, trustAnchor, trustAnchorExpiry, links } = new Mesh(
            "mesh",
            config,
            surveyOf(config, changePlacement),
        );
        return { clusters, trustAnchor, trustAnchorExpiry, links };
    }, options);
}

/** The input of a resource under these keys, through secrets. */
export function at({ get }: Recording, name: string, ...path: readonly string[]): unknown {
    return path.reduce(
        (value: unknown, key) => {
            assert.ok(isMap(value), `${name}: no map above ${key}`);
            return value[key];
        },
        reveal(get(name).inputs),
    );
}
