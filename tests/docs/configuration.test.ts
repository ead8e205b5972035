import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { renderPage, renderProject } from "../../docs/generate";
import { ConfigKeys } from "../../stacks/configuration/keys/configKeys";
import { ClusterEntry, LinkEntry } from "../../stacks/configuration/keys/clusterEntry";
import { SampleEntry } from "../../stacks/configuration/keys/sampleEntry";
import { without } from "../support/configFiles";

const ROOT = join(__dirname, "..", "..");

function read(...path: string[]): string {
    return readFileSync(join(ROOT, ...path), "utf8");
}

/** Every key of an object and of those below it. */
function keysOf(node: z.core.JSONSchema.BaseSchema): string[] {
    return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
        const { items = child } = child as z.core.JSONSchema.BaseSchema;
        return [key, ...keysOf(items as z.core.JSONSchema.BaseSchema)];
    });
}

/** Defaults as the schema has them, undefined for keys without a constant one. */
function defaults(): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(ConfigKeys.shape).map(([key, schema]) => {
            const { success, data } = schema.safeParse(undefined);
            return [key, success ? data : undefined];
        }),
    );
}

/** Keys without a default of their own: absent, or calculated from other keys. */
const CALCULATED = [
    "links",
    "chartRepository",
    "chartRepositoryUser",
    "chartRepositoryPassword",
    "chartRepositoryCaPath",
    "imagePullCredentials",
    "certificates",
    "webhookFailurePolicy",
    "signingTrustAnchor",
];

describe("the documentation of the configuration", function () {
    this.timeout(20000);

    it("is what `npm run docs:update` writes", async () => {
        assert.equal(read("docs", "configuration.md"), await renderPage());
    });

    it("is in Pulumi.yaml what `npm run docs:update` writes", async () => {
        assert.equal(read("Pulumi.yaml"), await renderProject(read("Pulumi.yaml")));
    });

    it("gives Pulumi.yaml the defaults of the schema", () => {
        const { config } = parse(read("Pulumi.yaml")) as {
            config: Record<string, { default: unknown }>;
        };
        assert.deepEqual(
            Object.fromEntries(Object.entries(config).map(([key, { default: d }]) => [key, d])),
            {
                clusters: [],
                ...without(defaults(), "clusters", ...CALCULATED),
            },
        );
    });

    it("shows every key in Pulumi.dev.yaml, in the order of the schema", () => {
        const shown = [
            ...read("Pulumi.dev.yaml").matchAll(/^ {4}(?:# )?linkerd-multicluster:(\w+):/gm),
        ];
        assert.deepEqual(
            shown.map(([, key]) => key),
            Object.keys(ConfigKeys.shape),
        );
    });

    it("shows every key of a cluster, of a link and of the sample in Pulumi.dev.yaml", () => {
        const shown = read("Pulumi.dev.yaml")
            .split("\n")
            .flatMap((line) => [...line.replace(/^[ #-]+/, "").matchAll(/(\w+)(?=: |:$)/g)])
            .map(([key]) => key);
        const below = [ClusterEntry, LinkEntry, SampleEntry].flatMap((entry) =>
            keysOf(z.toJSONSchema(entry, { io: "input" })),
        );
        assert.deepEqual(
            below.filter((key) => !shown.includes(key)),
            [],
        );
    });

    it("shows the defaults in Pulumi.dev.yaml, apart from examples", () => {
        const lines = read("Pulumi.dev.yaml").matchAll(
            /^ {4}# linkerd-multicluster:(\w+): (.+)$/gm,
        );
        const shown = [...lines].map(([, key = "", value = ""]) => [key, parse(value) as unknown]);
        assert.deepEqual(Object.fromEntries(shown), {
            ...without(
                defaults(),
                "clusters",
                "links",
                "peers",
                "chartValues",
                "certificates",
                "sample",
            ),
            chartRepository: "https://helm.linkerd.io/stable",
            chartRepositoryUser: "robot$charts",
            chartRepositoryPassword: { secure: "v1:AAAA" },
            chartRepositoryCaPath: "~/charts-ca.pem",
            imagePullSecrets: ["registry-credentials"],
            imagePullCredentials: { secure: "v1:AAAA" },
            webhookFailurePolicy: "Ignore",
            signingTrustAnchor: 1,
        });
    });
});
