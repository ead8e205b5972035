import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { trustProblems } from "../../../stacks/survey/trustChecks";
import { plainCluster, plainMesh } from "../../operations/support/plainClusters";
import { pair } from "../../support/certificates";

const CLUSTER = plainCluster("cluster2");
const [OLD, NEW, OTHER] = [1, 2, 3].map(() => pair("root.linkerd.cluster.local").certificate);
assert.ok(OLD !== undefined && NEW !== undefined && OTHER !== undefined);
const live = (...pems: readonly string[]) => ({
    trustAnchors: pems.map((pem) => new X509Certificate(pem)),
});
const print = (pem: string) => `${new X509Certificate(pem).fingerprint256.slice(0, 11)}…`;
const OWN_ADVICE =
    "add the live anchors to certificates.trustAnchors, as ConfigMap linkerd/linkerd-identity-trust-roots has them, or set acceptTrustOutage to true";

const GENERATIONS = "trustAnchorGenerations";
const OWN = "certificates.trustAnchors";

describe("trustProblems", () => {
    const cases: readonly (readonly [
        what: string,
        own: readonly string[] | undefined,
        generations: readonly number[],
        alive: readonly string[],
        made: Readonly<Record<string, string>> | undefined,
        refusal: readonly string[] | undefined,
    ])[] = [
        ["a mesh that is not up", undefined, [2], [], { 1: OLD }, undefined],
        ["the same generation", undefined, [1], [OLD], { 1: OLD }, undefined],
        ["one more generation", undefined, [1, 2], [OLD], { 1: OLD }, undefined],
        ["the last step of a rotation", undefined, [2], [OLD, NEW], { 1: OLD, 2: NEW }, undefined],
        [
            "a generation that was never made",
            undefined,
            [2],
            [OLD],
            { 1: OLD },
            [GENERATIONS, "write [1,2], or set acceptTrustOutage to true", "1", "2"],
        ],
        [
            "a generation that was made and never trusted",
            undefined,
            [2],
            [OLD],
            { 1: OLD, 2: NEW },
            [GENERATIONS, "write [1,2], or set acceptTrustOutage to true", "1", "2"],
        ],
        [
            "anchors of somebody else",
            undefined,
            [1],
            [OTHER],
            { 1: OLD },
            [GENERATIONS, OWN_ADVICE],
        ],
        ["anchors of the site's own that go", undefined, [1], [OLD], {}, [GENERATIONS, OWN_ADVICE]],
        ["generations of a stack that does not say", undefined, [2], [OLD], undefined, undefined],
        ["own anchors that stay", [NEW, OLD], [1], [OLD], {}, undefined],
        ["own anchors after generated ones", [NEW], [1], [OLD], { 1: OLD }, [OWN, OWN_ADVICE]],
        ["other own anchors, of any stack", [NEW], [1], [OLD], undefined, [OWN, OWN_ADVICE]],
    ];
    for (const [what, own, generations, alive, made, refusal] of cases) {
        it(`${refusal === undefined ? "takes" : "refuses"} ${what}`, () => {
            const mesh = plainMesh([CLUSTER]);
            const certificates = {
                ...mesh.certificates,
                trustAnchorGenerations: generations,
                ...(own === undefined ? {} : { trustAnchors: own }),
            };
            const found = trustProblems(CLUSTER, { ...mesh, certificates }, live(...alive), made);
            assert.deepEqual(
                found.map(({ path, advice, settings }) => [
                    path.join("."),
                    advice,
                    ...settings.map(({ value }) => value),
                ]),
                refusal === undefined ? [] : [refusal],
            );
            const accepted = { ...mesh.accepted, trustOutage: true };
            assert.deepEqual(
                trustProblems(CLUSTER, { certificates, accepted }, live(...alive), made),
                [],
            );
        });
    }

    it("names the live anchors", () => {
        const mesh = plainMesh([CLUSTER]);
        assert.deepEqual(
            trustProblems(CLUSTER, mesh, live(NEW, OTHER), { 1: OLD }).map(({ what }) => what),
            [
                `none of these is a trust anchor of the live mesh (${print(NEW)}, ${print(OTHER)}): pods of before and after the update refuse each other`,
            ],
        );
    });
});
