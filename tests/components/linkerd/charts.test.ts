import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mergeValues, releaseArgs, type ChartValues } from "../../../components/linkerd/charts";
import { LINKERD_VERSIONS } from "../../../components/linkerd/versions";

type Case = readonly [
    what: string,
    base: ChartValues,
    extra: ChartValues,
    merged: Record<string, unknown>,
];

describe("mergeValues", () => {
    const cases: readonly Case[] = [
        ["adds a key", { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
        ["lets the extra value win", { a: 1 }, { a: 2 }, { a: 2 }],
        [
            "merges maps at every depth",
            { a: { b: { c: 1, d: 1 } } },
            { a: { b: { d: 2, e: 3 } } },
            { a: { b: { c: 1, d: 2, e: 3 } } },
        ],
        ["replaces lists", { a: [1, 2] }, { a: [3] }, { a: [3] }],
        ["replaces a list by an empty one", { a: [1, 2] }, { a: [] }, { a: [] }],
        [
            "replaces maps inside of lists too",
            { a: [{ b: 1, c: 1 }] },
            { a: [{ b: 2 }] },
            { a: [{ b: 2 }] },
        ],
        ["replaces a map by a scalar", { a: { b: 1 } }, { a: "off" }, { a: "off" }],
        ["replaces a scalar by a map", { a: "off" }, { a: { b: 1 } }, { a: { b: 1 } }],
        ["replaces a map by a list", { a: { b: 1 } }, { a: [1] }, { a: [1] }],
        [
            "takes null, with which Helm removes a default",
            { a: { b: 1 } },
            { a: null },
            { a: null },
        ],
        ["takes null for a key of the chart's own", { a: 1 }, { b: null }, { a: 1, b: null }],
        [
            "keeps falsy values",
            { a: 1, b: true, c: "x" },
            { a: 0, b: false, c: "" },
            { a: 0, b: false, c: "" },
        ],
        ["merges nothing", { a: { b: [1] } }, {}, { a: { b: [1] } }],
    ];
    for (const [what, base, extra, merged] of cases) {
        it(what, () => {
            assert.deepEqual(mergeValues(base, extra), merged);
        });
    }

    it("passes Outputs on untouched, from either side and inside lists", () => {
        const [first, second, third] = [pulumi.output(1), pulumi.output(2), pulumi.output(3)];
        const merged = mergeValues(
            { a: { kept: first, replaced: first }, list: [third] },
            { a: { replaced: second } },
        );
        const { kept, replaced } = merged["a"] as Record<string, unknown>;
        assert.equal(kept, first);
        assert.equal(replaced, second);
        assert.equal((merged["list"] as unknown[])[0], third);
    });

    it("changes neither of its arguments", () => {
        const base = { a: { b: 1 } };
        const extra = { a: { c: 2 } };
        mergeValues(base, extra);
        assert.deepEqual([base, extra], [{ a: { b: 1 } }, { a: { c: 2 } }]);
    });
});

describe("releaseArgs", () => {
    it("pins version, repository and time limit, and keeps a failed release", () => {
        const [versions] = LINKERD_VERSIONS;
        const source = { repository: "https://charts.example", versions, timeoutSeconds: 90 };
        assert.deepEqual(releaseArgs(source, "linkerd-crds", "1.8.0"), {
            name: "linkerd-crds",
            chart: "linkerd-crds",
            version: "1.8.0",
            repositoryOpts: { repo: "https://charts.example" },
            timeout: 90,
            allowNullValues: true,
            atomic: false,
            maxHistory: 5,
        });
    });
});

describe("releaseArgs of a repository with a login", () => {
    const login = { username: "me", caFile: "/etc/ca.pem" };

    it("hands it to Helm beside the repository", () => {
        const source = { repository: "https://charts.example", login, timeoutSeconds: 60 };
        const { chart, repositoryOpts } = releaseArgs(source, "linkerd-crds", "1.8.0");
        assert.deepEqual(
            [chart, repositoryOpts],
            ["linkerd-crds", { repo: "https://charts.example", ...login }],
        );
    });

    it("names a chart of an OCI registry by its address, with no repository beside it", () => {
        const source = { repository: "oci://harbor.example/linkerd/", timeoutSeconds: 60 };
        assert.deepEqual(releaseArgs(source, "linkerd-crds", "1.8.0"), {
            name: "linkerd-crds",
            chart: "oci://harbor.example/linkerd/linkerd-crds",
            version: "1.8.0",
            timeout: 60,
            atomic: false,
            allowNullValues: true,
            maxHistory: 5,
        });
    });
});
