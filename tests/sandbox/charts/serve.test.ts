import assert from "node:assert/strict";
import { digestsIn } from "../../../sandbox/charts/serve";

describe("digestsIn", () => {
    it("names each archive of an index by its chart and version", () => {
        const entry = (version: string, digest: string) =>
            `    - name: linkerd-crds\n      version: ${version}\n      digest: ${digest}\n`;
        const index = `apiVersion: v1\nentries:\n  linkerd-crds:\n${entry("2025.10.7", "b1")}${entry("1.8.0", "a1")}`;
        assert.deepEqual(digestsIn(index), {
            "linkerd-crds-2025.10.7": "b1",
            "linkerd-crds-1.8.0": "a1",
        });
    });
});
