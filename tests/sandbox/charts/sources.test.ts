import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
    CHARTS,
    chartsKey,
    STANDIN_CHARTS,
    STANDINS,
    stampValues,
    type PackagingInputs,
} from "../../../sandbox/charts/sources";
import { catalog } from "../../../sandbox/images/catalog";
import { LINKERD_TAG } from "../../../sandbox/toolchain/parts";
import * as versions from "../../../components/linkerd/versions";

describe("CHARTS", () => {
    it("are the versions that the program installs by default", () => {
        const known = JSON.stringify(versions);
        for (const { version } of CHARTS) assert.ok(known.includes(`"${version}"`), version);
        assert.ok(known.includes(`"${LINKERD_TAG}"`));
    });
});

/** One file of a stand-in. How its templates render is seen only where the sandbox has built helm. */
function standinFile(folder: string, file: string): Record<string, unknown> {
    return parse(readFileSync(join(STANDINS, folder, file), "utf8")) as Record<string, unknown>;
}

describe("STANDIN_CHARTS", () => {
    it("are named and numbered as their Chart.yaml says, and say there what they are", () => {
        const charts = STANDIN_CHARTS.map(({ folder }) => standinFile(folder, "Chart.yaml"));
        assert.deepEqual(
            charts.map(({ name, version, annotations }) => ({ name, version, annotations })),
            STANDIN_CHARTS.map(({ name, version }) => ({
                name,
                version,
                annotations: { "linkerd-multicluster/standin": "true" },
            })),
        );
    });

    it("are the versions that the program installs by default", () => {
        assert.deepEqual(
            STANDIN_CHARTS.map(({ name, version }) => [name, version]),
            [["linkerd-smi", versions.LINKERD_VERSIONS[0].smi]],
        );
    });

    it("ask for images that the sandbox has", () => {
        const { adaptor, namespaceMetadata } = standinFile(
            "linkerd-smi-standin",
            "values.yaml",
        ) as Record<string, { image: { registry: string; name: string; tag: string } }>;
        const asked = [adaptor, namespaceMetadata].map((part) => {
            assert.ok(part !== undefined);
            return `${part.image.registry}/${part.image.name}:${part.image.tag}`;
        });
        assert.deepEqual(asked, [
            "cr.l5d.io/linkerd/smi-adaptor:v0.2.7",
            "cr.l5d.io/linkerd/extension-init:v0.1.0",
        ]);
        const names = catalog.map(({ name }) => name);
        assert.deepEqual(
            asked.filter((name) => !names.includes(name)),
            [],
        );
    });
});

describe("stampValues", () => {
    it("replaces the placeholder wherever it stands and nothing else", () => {
        assert.equal(
            stampValues("linkerdVersion: linkerdVersionValue\n# linkerdVersionValue\n", "edge-1"),
            "linkerdVersion: edge-1\n# edge-1\n",
        );
    });
});

describe("chartsKey", () => {
    const inputs: PackagingInputs = {
        moduleDir: "/home/y/go/pkg/mod/github.com/linkerd/linkerd2@v0.5.1",
        helmVersion: "v3",
        recipe: "1",
        standins: new Map([
            ["smi/Chart.yaml", "name: linkerd-smi"],
            ["smi/values.yaml", "{}"],
        ]),
    };

    it("does not depend on where the module cache lies or in what order files are found", () => {
        const elsewhere = {
            ...inputs,
            moduleDir: "/home/x/go/pkg/mod/github.com/linkerd/linkerd2@v0.5.1",
            standins: new Map([...inputs.standins].reverse()),
        };
        assert.equal(chartsKey(elsewhere), chartsKey(inputs));
    });

    it("is the same for a file's text and its bytes", () => {
        const standins = new Map(
            [...inputs.standins].map(([path, text]) => [path, Buffer.from(text)]),
        );
        assert.equal(chartsKey({ ...inputs, standins }), chartsKey(inputs));
    });

    const changes: Record<string, Partial<PackagingInputs>> = {
        "the sources": { moduleDir: `${inputs.moduleDir}-1` },
        helm: { helmVersion: "v4" },
        "the recipe": { recipe: "2" },
        "a stand-in's text": {
            standins: new Map([...inputs.standins, ["smi/values.yaml", "a: 1"]]),
        },
        "a stand-in's further file": {
            standins: new Map([...inputs.standins, ["smi/templates/a.yaml", ""]]),
        },
        "the name of a stand-in's file": {
            standins: new Map([
                ["smi/Chart.yaml", "name: linkerd-smi"],
                ["smi/values.yml", "{}"],
            ]),
        },
    };
    for (const [what, change] of Object.entries(changes)) {
        it(`changes with ${what}`, () => {
            assert.notEqual(chartsKey({ ...inputs, ...change }), chartsKey(inputs));
        });
    }
});
