import assert from "node:assert/strict";
import { z } from "zod";
import { ConfigKeys } from "../../../../stacks/configuration/keys/configKeys";
import { readDraft } from "../../../../stacks/configuration/draft/draft";
import { CLUSTERS, COUNT, EAST, KEYS, WEST, refuses } from "../../../support/configCases";
import { kpaasKubeconfig } from "../../../support/configFiles";

describe("schemaProblems", () => {
    refuses([
        [
            "unknown keys, with the nearest one or all of them",
            { clusters: CLUSTERS, chartRepositry: "https://a", colour: "red", Links: [] },
            [
                "chartRepositry is [not shown]: no such key; did you mean chartRepository?",
                `colour is [not shown]: no such key; the keys here are ${KEYS}`,
                "Links is [not shown]: no such key; did you mean links?",
            ],
        ],
        [
            "unknown keys below",
            {
                clusters: [
                    { ...EAST, kubeconfgPath: "x", gateway: { replicas: 1, ips: "10.0.0.1" } },
                    { ...WEST, kubeconfig: { clusters: [] } },
                ],
                links: [{ source: "east", target: "west", name: "x" }],
                chartValues: { controlplane: {}, "a.b": 1 },
            },
            [
                "clusters[0].gateway.ips is [not shown]: no such key; did you mean ip?",
                "clusters[0].kubeconfgPath is [not shown]: no such key; did you mean kubeconfigPath?",
                "clusters[1].kubeconfig is [secret]: no such key; the keys here are name, kubeconfigPath, context, allowInsecureTransport, apiServer, issuer, gateway, openstack, nodes, egressAddresses, accessGeneration, clusterDomain, gatewayApiCrds, exports",
                "links[0].name is [not shown]: no such key; the keys here are source, target, routing",
                "chartValues.controlplane is [not shown]: no such key; did you mean controlPlane?",
                'chartValues["a.b"] is [not shown]: no such key; the keys here are crds, controlPlane, multicluster, smi',
            ],
        ],
        [
            "a secret for a cluster that is not there, without showing it",
            { clusters: CLUSTERS, easstKubeconfig: kpaasKubeconfig("https://a:6443") },
            ["easstKubeconfig is [secret]: no such key; did you mean eastKubeconfig?"],
            { secretKeys: ["easstKubeconfig"] },
        ],
        [
            "values of the wrong type",
            {
                clusters: CLUSTERS,
                links: "all",
                chartValues: ["x"],
                imagePullSecrets: "pull",
                highAvailability: "maybe",
                trustAnchorGenerations: 1,
                issuerGeneration: "two",
                releaseTimeout: 10,
            },
            [
                'links is "all": write a list of links, for example [{"source": "cluster1", "target": "cluster2"}]',
                'chartValues is a list of 1: write an object, for example {"controlPlane": {"controllerLogLevel": "debug"}}',
                'imagePullSecrets is "pull": write a list of names, for example ["registry-credentials"]',
                'highAvailability is "maybe": write true or false',
                "trustAnchorGenerations is 1: write a list of whole numbers, for example [1, 2]",
                `issuerGeneration is "two": ${COUNT}`,
                'releaseTimeout is "10": write a Go duration of whole seconds, from 30s to 2562047h, for example 10m or 1h30m',
            ],
        ],
    ]);
});

/** The objects of a schema, in lists too: each with its path, and what it is written as. */
function nestedObjects(
    schema: z.core.$ZodType,
    path: readonly (string | number)[] = [],
): { readonly path: readonly (string | number)[]; readonly schema: z.ZodObject }[] {
    if (schema instanceof z.ZodArray) return nestedObjects(schema.element, [...path, 0]);
    if (schema instanceof z.ZodObject) {
        const below = Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, field]) =>
            nestedObjects(field, [...path, key]),
        );
        return [{ path, schema }, ...below];
    }
    return "unwrap" in schema ? nestedObjects((schema as z.ZodOptional).unwrap(), path) : [];
}

/** What has `value` at `path`. */
function placed(path: readonly (string | number)[], value: unknown): unknown {
    return path.reduceRight<unknown>(
        (inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }),
        value,
    );
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
    return path.reduce((inner, part) => (inner as Record<string | number, unknown>)[part], value);
}

describe("readDraft", () => {
    const objects = nestedObjects(ConfigKeys);

    it("is tried on objects of every depth", () => {
        const paths = objects.map(({ path }) => path.join("."));
        for (const path of ["clusters.0.openstack.floatingIp", "sample.weights", "links.0"]) {
            assert.ok(paths.includes(path), path);
        }
    });

    for (const { path, schema } of objects) {
        it(`reads ${path.join(".") || "all keys"} field by field`, () => {
            for (const wrong of Object.keys(schema.shape)) {
                const values = placed(path, { [wrong]: Symbol("of no type") });
                const fields = at(readDraft(values as Record<string, unknown>), path);
                for (const [key, field] of Object.entries<z.core.$ZodType>(schema.shape)) {
                    const isObject = nestedObjects(field)[0]?.path.length === 0;
                    const ofWrong = isObject ? {} : undefined;
                    const expected = key === wrong ? ofWrong : z.safeParse(field, undefined).data;
                    assert.deepEqual(at(fields, [key]), expected, `${key} beside ${wrong}`);
                }
            }
        });
    }

    it("keeps the positions in lists, and that a key is there whose value is no object", () => {
        const { clusters } = readDraft({
            clusters: [null, { name: "West!", openstack: 7, nodes: { hosts: ["x", {}] } }],
        });
        const [first, second] = clusters ?? [];
        assert.deepEqual(first, {});
        assert.deepEqual([second?.name, second?.openstack], [undefined, {}]);
        assert.equal(second?.nodes?.hosts?.length, 2);
    });
});
