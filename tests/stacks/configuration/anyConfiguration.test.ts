import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { ConfigKeys } from "../../../stacks/configuration/keys/configKeys";
import { parseConfig } from "../../../stacks/configuration/parseConfig";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { EAST, FILES, WEST } from "../../support/configCases";
import { CREDENTIAL, kpaasKubeconfig, textual } from "../../support/configFiles";

type Node = z.core.JSONSchema.BaseSchema;

/** Texts that some leaf takes, so that whole configurations load too. */
const PLAUSIBLE = [
    ...["east", "west", "north", "b-destination", "cluster1", "constructor", "a".repeat(41)],
    ...["~/.kube/east", "~/.kube/west", "~/.kube/http", "broken", "~/gone", "~/.ssh/id_rsa"],
    ...["203.0.113.5", "10.1.0.1", "192.168.0.150", "169.254.0.1", "::1", "0x7f.1"],
    ...["https://203.0.113.10:6443", "https://[::1]:0", "https:host", "oci://harbor.example/x"],
    ...["24h", "10m", "99999999999999999999h", "0 0 * * *", "0 0 30 2 *", "1.16.11", "latest"],
    ...["registry.example/a:1", "registry.example:99999/a", `a@sha256:${"0".repeat(64)}`],
    ...["-----BEGIN CERTIFICATE-----", CREDENTIAL, '{"auths":{}}'],
];
const ODD_KEYS = ["constructor", "toString", "__proto__", "hasOwnProperty", "length", "a.b", ""];

const odd = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, 2024, "", " ", "\u0000", [], {}),
    fc.constantFrom(...PLAUSIBLE),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.jsonValue({ maxDepth: 3 }),
);

/** Values of a schema, mostly of the right shape and seldom right. */
function valuesOf(node: Node): fc.Arbitrary<unknown> {
    const right = ofType(node);
    return fc.oneof({ arbitrary: right, weight: 6 }, { arbitrary: odd, weight: 1 });
}

function ofType(node: Node): fc.Arbitrary<unknown> {
    if (node.enum !== undefined) return fc.constantFrom<unknown>(...node.enum);
    switch (node.type) {
        case "object":
            return objectsOf(node);
        case "array":
            return fc.array(valuesOf(node.items as Node), { maxLength: 3 });
        case "boolean":
            return fc.boolean();
        case "integer":
            return fc.oneof(fc.constantFrom(1, 2, 50, 51), fc.integer());
        default:
            return fc.constantFrom(...PLAUSIBLE);
    }
}

function objectsOf(node: Node): fc.Arbitrary<object> {
    const fields = Object.entries(node.properties ?? {}).map(
        ([key, child]) => [key, valuesOf(child as Node)] as const,
    );
    const known = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
    const unknown = fc.oneof(
        { arbitrary: fc.constant([]), weight: 9 },
        { arbitrary: fc.array(fc.tuple(fc.constantFrom(...ODD_KEYS), odd)), weight: 1 },
    );
    // Not a spread of literals: `__proto__` is to be a key, as in YAML.
    return fc
        .tuple(known, unknown)
        .map(([own, more]) => Object.fromEntries([...Object.entries(own), ...more]));
}

const SCHEMA = z.toJSONSchema(ConfigKeys, { io: "input" });
const { clusters: CLUSTERS, ...REST } = SCHEMA.properties ?? {};
const ENTRY = (CLUSTERS as { readonly items: Node }).items;

/** Two clusters that would load, with some of their keys exchanged, and keys beside them. */
const configurations = fc.record({
    values: fc
        .tuple(
            fc.oneof(fc.constant({}), objectsOf(ENTRY)),
            fc.oneof(fc.constant({}), objectsOf(ENTRY)),
            fc.oneof(fc.constant({}), objectsOf({ ...SCHEMA, properties: REST })),
            fc.oneof({ arbitrary: fc.constant({}), weight: 9 }, objectsOf(SCHEMA)),
        )
        .map(([east, west, beside, instead]): Record<string, unknown> => ({
            clusters: [
                { ...EAST, ...east },
                { ...WEST, ...west },
            ],
            ...beside,
            ...instead,
        })),
    contents: fc.oneof(
        { arbitrary: fc.constant({}), weight: 3 },
        fc.dictionary(
            fc.constantFrom("eastKubeconfig", "westClouds", "eastSshKey", "westIssuer"),
            fc.constantFrom(CREDENTIAL, kpaasKubeconfig("https://10.9.0.1"), "clouds: {a: 1}", "{"),
        ),
    ),
    secretKeys: fc.subarray(["clusters", "eastKubeconfig", "westClouds", "eastSshKey"]),
});

describe("any configuration", () => {
    it("loads or names what is wrong with it, and neither throws nor shows a credential", () => {
        fc.assert(
            fc.property(configurations, ({ values, contents, secretKeys }) => {
                const raw = {
                    values: textual({ ...values, ...contents }),
                    secretKeys: new Set(secretKeys),
                };
                const parsed = parseConfig(raw, FILES);
                if ("config" in parsed) return;
                assert.ok(parsed.problems.length > 0);
                for (const problem of parsed.problems) {
                    assert.ok(problem.path.length > 0, problem.advice);
                    const line = renderProblem(problem, parsed.values, parsed.secretKeys);
                    assert.match(line, /^\S.* is /s);
                    assert.ok(!line.includes(CREDENTIAL), line);
                }
            }),
            { numRuns: 500 },
        );
    }).timeout(120000);
});
