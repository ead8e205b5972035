import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { trustProblems } from "../../../stacks/survey/trustChecks";
import { plainCluster, plainMesh } from "../../operations/support/plainClusters";
import { pair, type Pair } from "../../support/certificates";

const CLUSTER = plainCluster("cluster2");
const plain = plainMesh([CLUSTER]);
const [OLD, NEW, OTHER] = [1, 2, 3].map(() => pair("root.linkerd.cluster.local").certificate);
assert.ok(OLD !== undefined && NEW !== undefined && OTHER !== undefined);
const live = (...pems: readonly string[]) => ({
    trustAnchors: pems.map((pem) => new X509Certificate(pem)),
    issuerChain: [],
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
                signingTrustAnchor: generations[0] ?? NaN,
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

    const [A, B, ROOT] = ["a", "b", "root"].map((name) => pair(name));
    assert.ok(A !== undefined && B !== undefined && ROOT !== undefined);
    const issuer = (by: Pair) => pair("identity.linkerd.cluster.local", { by });
    const middle = pair("middle", { by: A });
    const chain = (...pairs: readonly Pair[]) =>
        pairs.map(({ certificate }) => new X509Certificate(certificate));
    const generated = (trustAnchorGenerations: readonly number[], signingTrustAnchor: number) => ({
        trustAnchorGenerations,
        signingTrustAnchor,
    });
    const owned = (...anchors: readonly Pair[]) => ({
        trustAnchors: anchors.map(({ certificate }) => certificate),
    });
    const pem = (by: Pair) => {
        const { certificate, key } = issuer(by);
        return plainCluster("cluster2", { issuer: { certificate, key } });
    };
    const BELOW_B = issuer(B);
    const MADE = { 1: A.certificate, 2: B.certificate };
    const STORE =
        "store the live issuer, that of Secret linkerd/linkerd-identity-issuer, until every pod trusts the new anchor, or set acceptTrustOutage to true";
    const KEEP =
        "keep it in certificates.trustAnchors until another issuer is live and every pod has restarted, or set acceptTrustOutage to true";
    const sign = (former: number, next: number) =>
        `write ${String(former)} until every pod trusts generation ${String(next)}, or set acceptTrustOutage to true`;
    const steps: readonly (readonly [
        what: string,
        certificates: Partial<(typeof plain)["certificates"]>,
        alive: readonly Pair[],
        issuerChain: readonly X509Certificate[],
        made: Readonly<Record<number, string>>,
        refusal: readonly unknown[] | undefined,
        cluster?: typeof CLUSTER,
    ])[] = [
        [
            "the first step",
            generated([1, 2], 1),
            [A],
            chain(issuer(A)),
            { 1: A.certificate },
            undefined,
        ],
        ["the second", generated([1, 2], 2), [A, B], chain(issuer(A)), MADE, undefined],
        ["the third", generated([2], 2), [A, B], chain(issuer(B)), MADE, undefined],
        [
            "the first and the second in one",
            generated([2, 1], 2),
            [A],
            chain(issuer(A)),
            { 1: A.certificate },
            ["trust-anchor-too-new", "signingTrustAnchor", 2, sign(1, 2), "1"],
        ],
        [
            "the second where the first never reached this cluster",
            generated([1, 2], 2),
            [A],
            chain(issuer(A)),
            MADE,
            ["trust-anchor-too-new", "signingTrustAnchor", 2, sign(1, 2), "1"],
        ],
        [
            "the third before the second",
            generated([2], 2),
            [A, B],
            chain(issuer(A)),
            MADE,
            [
                "trust-anchor-in-use",
                "trustAnchorGenerations",
                [2],
                "write [1,2], and sign with the new generation first, or set acceptTrustOutage to true",
                "1",
                "2",
            ],
        ],
        ["an issuer of nobody's", generated([2], 2), [A, B], chain(issuer(ROOT)), MADE, undefined],
        ["one more own anchor", owned(A, B), [A], chain(issuer(A)), {}, undefined, pem(A)],
        ["its issuer", owned(A, B), [A, B], chain(issuer(A)), {}, undefined, pem(B)],
        ["the end of the old one", owned(B), [A, B], chain(issuer(B)), {}, undefined, pem(B)],
        [
            "an issuer below an intermediate",
            owned(A),
            [A],
            chain(issuer(middle), middle),
            {},
            undefined,
            pem(A),
        ],
        [
            "an own anchor and its issuer in one",
            owned(A, B),
            [A],
            chain(issuer(A)),
            {},
            ["trust-anchor-too-new", "cluster2Issuer", BELOW_B.certificate, STORE],
            plainCluster("cluster2", { issuer: BELOW_B }),
        ],
        [
            "the end of an own anchor that signs through an intermediate",
            owned(B),
            [A, B],
            chain(issuer(middle), middle),
            {},
            ["trust-anchor-in-use", "certificates.trustAnchors", [B.certificate], KEEP],
            plainCluster("cluster2", { issuer: "external" }),
        ],
    ];
    for (const [what, changed, alive, issuerChain, made, refusal, cluster = CLUSTER] of steps) {
        it(`${refusal === undefined ? "takes" : "refuses"} ${what}`, () => {
            const certificates = { ...plain.certificates, ...changed };
            const linkerd = { trustAnchors: chain(...alive), issuerChain };
            const found = trustProblems(cluster, { ...plain, certificates }, linkerd, made);
            assert.deepEqual(
                found.map(({ code, path, value, advice, settings }) => [
                    code,
                    path.join("."),
                    value,
                    advice,
                    ...settings.map((setting) => setting.value),
                ]),
                refusal === undefined ? [] : [refusal],
            );
        });
    }
});
