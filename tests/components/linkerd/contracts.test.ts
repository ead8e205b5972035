import assert from "node:assert/strict";
import { LINKERD_VERSIONS, linkerdVersion } from "../../../components/linkerd/versions";
import { cluster, IMAGES, meshConfig, SMI_CHART } from "../../support/fixtures";
import { once } from "../../support/record";
import { at, recordMesh } from "../../support/recordMesh";
import { leaves } from "../../support/values";
import { knownPaths, type Contract } from "../../support/chartFacts";

/** Paths of `value` that `known` does not have: Helm ignores such values without a word. */
function unknownPaths(value: unknown, known: readonly string[]): string[] {
    return [...leaves(value).keys()].filter(
        (path) =>
            !known.some((one) =>
                one.endsWith(".*") ? `${path}.`.startsWith(one.slice(0, -1)) : path === one,
            ),
    );
}

describe("unknownPaths", () => {
    const known = ["gateway.port", "controllers.*"];

    it("takes leaves that are known, and anything below a star", () => {
        const value = { gateway: { port: 1 }, controllers: [{ a: { b: 1 } }] };
        assert.deepEqual(unknownPaths(value, known), []);
        assert.deepEqual(unknownPaths({ controllers: [] }, known), []);
    });

    it("names a misspelt leaf, one that has another above it, and one below a leaf", () => {
        const value = { gatway: { port: 1 }, gateway: { port: { number: 1 } }, port: 1 };
        assert.deepEqual(unknownPaths(value, known), [
            "gatway.port",
            "gateway.port.number",
            "port",
        ]);
    });
});

for (const { linkerd, series } of LINKERD_VERSIONS) {
    const charts = {
        repository: "https://charts.example",
        versions: linkerdVersion(linkerd),
        smi: SMI_CHART,
        values: { crds: {}, controlPlane: {}, multicluster: {}, smi: {} },
        digests: {},
    };
    const mesh = (highAvailability: boolean) =>
        recordMesh(() =>
            meshConfig([cluster("east"), cluster("west", { gateway: { replicas: 2 } })], {
                charts,
                highAvailability,
                images: { ...IMAGES, pullSecrets: ["registry"] },
            }),
        );

    const [plain, available] = [once(() => mesh(false)), once(() => mesh(true))];

    describe(`what Linkerd ${series} is given`, function () {
        this.timeout(30000);
        const RELEASES: readonly (readonly [Contract, resource: string])[] = [
            ["crds", "linkerd-crds"],
            ["controlPlane", "linkerd-release"],
            ["multicluster", "multicluster-release"],
        ];
        for (const [chart, resource] of RELEASES) {
            it(`as values of ${chart} are keys of the chart`, async () => {
                for (const recording of [await plain(), await available()]) {
                    for (const name of ["east", "west"]) {
                        const values = at(recording, `${name}-${resource}`, "values");
                        assert.deepEqual(unknownPaths(values, knownPaths(chart, series)), []);
                    }
                }
            });
        }

        it("leaves out what the program calls former values: those of charts before, and all of them", () => {
            const before = LINKERD_VERSIONS.filter((row) => Number(row.series) <= Number(series));
            const former = linkerdVersion(linkerd).generation.formerValues;
            const isFormer = (path: string) =>
                former.some((one) => `${path}.`.startsWith(`${one}.`));
            const known = knownPaths("controlPlane", series);
            assert.deepEqual(known.filter(isFormer), []);
            const gone = (chart: Contract) =>
                before
                    .flatMap((row) => knownPaths(chart, row.series))
                    .filter((path) => !knownPaths(chart, series).includes(path));
            assert.deepEqual(
                gone("controlPlane").filter((path) => !isFormer(path)),
                [],
            );
            assert.deepEqual(
                former.filter((one) => !gone("controlPlane").some((path) => path.startsWith(one))),
                [],
            );
            assert.deepEqual([gone("crds"), gone("multicluster")], [[], []]);
        });

        it("as a Link are texts in fields that its CRD has, and that of every generation", async () => {
            const recording = await plain();
            const spec = at(recording, "east-to-west-link", "spec");
            for (const generation of LINKERD_VERSIONS) {
                // On the way to the next one, a preview asks an API server that has the CRD before.
                const known = knownPaths("link", generation.series);
                assert.deepEqual(unknownPaths(spec, known), [], generation.series);
            }
            assert.deepEqual(
                [...leaves(spec)].filter(([, value]) => typeof value !== "string"),
                [],
            );
        });

        it("as controllers are links by their name, and keys of the controllers' defaults", async () => {
            const recording = await available();
            const values = at(recording, "east-multicluster-release", "values");
            const { controllers = [] } = values as { controllers?: readonly unknown[] };
            const defaults = knownPaths("multicluster", series).flatMap((path) =>
                path.startsWith("controllerDefaults.")
                    ? [path.slice("controllerDefaults.".length)]
                    : [],
            );
            assert.deepEqual(
                controllers.flatMap((one) => unknownPaths(one, ["link.ref.name", ...defaults])),
                [],
            );
        });
    });
}
