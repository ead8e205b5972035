import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { pair, type Pair } from "../../../support/certificates";
import {
    CLUSTERS,
    clusters,
    configOf,
    problemsOf,
    type Surroundings,
} from "../../../support/configCases";

const ISSUER = "identity.linkerd.cluster.local";
const ANCHOR = pair("root.example");
const NEXT = pair("next.example");
const BETWEEN = pair("between.example", { by: ANCHOR });
const EAST = pair(ISSUER, { by: ANCHOR, until: "2030-01-01" });
const WEST = pair(ISSUER, { by: BETWEEN, until: "2030-01-01" });
const both = ({ certificate, key }: Pick<Pair, "certificate" | "key">) => certificate + key;
const anchors = (...pairs: readonly Pair[]) => ({
    certificates: { trustAnchors: pairs.map(({ certificate }) => certificate) },
});
const SECRETS: Surroundings = { secretKeys: ["eastIssuer", "westIssuer"] };
const external = clusters({ issuer: "external" }, { issuer: "external" });
/** East's issuer is this text; west's is kept by something else. */
const east = (text: string, ...trusted: readonly Pair[]) => ({
    ...clusters({}, { issuer: "external" }),
    ...anchors(...(trusted.length === 0 ? [ANCHOR] : trusted)),
    eastIssuer: text,
});

describe("certificates of the site's own", () => {
    it("are anchors without a key, and per cluster an issuer or somebody who keeps one", () => {
        const config = configOf(
            {
                ...clusters({}, {}, { issuer: "external" }),
                ...anchors(ANCHOR, NEXT),
                eastIssuer: both(EAST),
                westIssuer: WEST.key + WEST.certificate + BETWEEN.certificate,
            },
            SECRETS,
        );
        assert.deepEqual(config.certificates.trustAnchors, [ANCHOR.certificate, NEXT.certificate]);
        assert.deepEqual(
            config.clusters.map(({ issuer }) => issuer),
            [
                { certificate: EAST.certificate, key: EAST.key },
                { certificate: WEST.certificate + BETWEEN.certificate, key: WEST.key },
                "external",
            ],
        );
    });

    it("are none by default", () => {
        const { certificates, clusters: found } = configOf({ clusters: CLUSTERS });
        assert.equal(certificates.trustAnchors, undefined);
        assert.deepEqual(
            found.map(({ issuer }) => issuer),
            [undefined, undefined],
        );
    });

    it("take a key in SEC 1, which step and openssl write", () => {
        const sec1 = createPrivateKey(EAST.key).export({ format: "pem", type: "sec1" }).toString();
        const { clusters: found } = configOf(east(EAST.certificate + sec1), SECRETS);
        assert.deepEqual(found[0]?.issuer, { certificate: EAST.certificate, key: EAST.key });
    });

    const anchorMistakes: readonly [what: string, text: string, advice: string][] = [
        [
            "a key beside it",
            both(ANCHOR),
            "it holds a private key; take it out: nobody here needs the key of an anchor",
        ],
        [
            "two in one element",
            ANCHOR.certificate + NEXT.certificate,
            "it is not one certificate in PEM; write each one as an element of the list",
        ],
        [
            "one that is garbled",
            ANCHOR.certificate.replace("MII", "XXX"),
            "it is not one certificate in PEM; write each one as an element of the list",
        ],
        [
            "one that is no CA",
            pair("leaf", { by: ANCHOR, isCa: false }).certificate,
            "it is no CA, and signs nothing; give a CA's certificate",
        ],
        [
            "one that has ended",
            pair("old", { until: "2026-05-31" }).certificate,
            "it ends on 2026-05-31; give one that is valid longer than a day",
        ],
        [
            "one of tomorrow",
            pair("new", { from: "2026-06-02" }).certificate,
            "it is valid from 2026-06-02 on only; give one that is valid now",
        ],
        [
            "one of P-384",
            pair("big", { curve: "nistp384" }).certificate,
            "its key is neither ECDSA P-256 nor RSA of 2048 or 4096 bits, which linkerd check demands; give another one",
        ],
        [
            "the same once more",
            ANCHOR.certificate,
            "trustAnchors[0] is the same certificate; remove one of them",
        ],
    ];
    for (const [what, text, advice] of anchorMistakes) {
        it(`refuse as an anchor ${what}, without showing it`, () => {
            const trustAnchors = [ANCHOR.certificate, text];
            assert.deepEqual(problemsOf({ ...external, certificates: { trustAnchors } }), [
                `certificates.trustAnchors[1] is a text of ${String(text.length)} characters: ${advice}`,
            ]);
        });
    }

    const stranger = pair(ISSUER, { by: NEXT });
    const issuerMistakes: readonly [what: string, text: string, advice: string][] = [
        [
            "a certificate without its key",
            EAST.certificate,
            "it is not the issuer's certificate and its private key, both in PEM and without a passphrase; store both, one after the other",
        ],
        [
            "a key without its certificate",
            EAST.key,
            "it is not the issuer's certificate and its private key, both in PEM and without a passphrase; store both, one after the other",
        ],
        [
            "another key",
            EAST.certificate + WEST.key,
            "the key in it is not that of its first certificate",
        ],
        [
            "one that is no CA",
            both(pair(ISSUER, { by: ANCHOR, isCa: false })),
            "a certificate in it is no CA, and signs nothing; give a CA's certificate",
        ],
        [
            "one that has ended",
            both(pair(ISSUER, { by: ANCHOR, until: "2026-06-01" })),
            "a certificate in it ends on 2026-06-01; give one that is valid longer than a day",
        ],
        [
            "one of P-384",
            both(pair(ISSUER, { by: ANCHOR, curve: "nistp384" })),
            "its key is not ECDSA P-256, which linkerd check demands of an issuer; give another one",
        ],
        [
            "one of another cluster",
            both(pair("identity.linkerd.west.example", { by: ANCHOR })),
            `its first certificate is not named ${ISSUER}, as the issuer of this cluster is; give that one`,
        ],
        [
            "one that another anchor has signed",
            both(stranger),
            "none of certificates.trustAnchors has signed it, nor a certificate in it that one of them has; store the intermediates after it, or add its anchor",
        ],
        [
            "one without the intermediate between",
            both(WEST),
            "none of certificates.trustAnchors has signed it, nor a certificate in it that one of them has; store the intermediates after it, or add its anchor",
        ],
        [
            "one that an anchor's namesake has signed",
            both(pair(ISSUER, { by: pair("root.example") })),
            "none of certificates.trustAnchors has signed it, nor a certificate in it that one of them has; store the intermediates after it, or add its anchor",
        ],
        [
            "one that outlives its anchor",
            both(pair(ISSUER, { by: ANCHOR, until: "2040-01-02" })),
            "it ends on 2040-01-02, after its anchor, which ends on 2040-01-01, and what it signs then is trusted by nobody; give one that ends before",
        ],
    ];
    for (const [what, text, advice] of issuerMistakes) {
        it(`refuse as an issuer ${what}, without showing it`, () => {
            assert.deepEqual(problemsOf(east(text), SECRETS), [
                `eastIssuer is [secret]: ${advice}`,
            ]);
        });
    }

    const own =
        "it is signed by anchors of the site's own; write certificates.trustAnchors, or remove it";
    const refusals: readonly [
        what: string,
        values: Readonly<Record<string, unknown>>,
        problems: readonly string[],
        surroundings?: Surroundings,
    ][] = [
        [
            "issuers without anchors",
            { ...clusters({ issuer: "external" }, {}), westIssuer: both(WEST) },
            [`clusters[0].issuer is "external": ${own}`, `westIssuer is [secret]: ${own}`],
            SECRETS,
        ],
        [
            "anchors without issuers",
            { clusters: CLUSTERS, ...anchors(ANCHOR) },
            ["east", "west"].map(
                (name, index) =>
                    `clusters[${String(index)}].issuer is missing: certificates.trustAnchors are the site's own, whose keys the program has not; store an issuer with 'pulumi config set --secret ${name}Issuer < FILE', or write external where something else keeps Secret linkerd-identity-issuer`,
            ),
        ],
        [
            "an issuer that two keep",
            { ...external, ...anchors(ANCHOR), eastIssuer: both(EAST) },
            [
                'clusters[0].issuer is "external": the key eastIssuer holds an issuer of this cluster too; remove one of them',
            ],
            SECRETS,
        ],
        [
            "an issuer in plain text, without showing it",
            east(both(EAST)),
            [
                "eastIssuer is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret eastIssuer < FILE'",
            ],
        ],
        [
            "generations of anchors that the program does not make",
            { ...external, ...anchors(ANCHOR), trustAnchorGenerations: [1, 2] },
            [
                "trustAnchorGenerations is a list of 2: certificates.trustAnchors are the anchors, and the program makes none; write one generation, which is that of the webhook certificates",
            ],
        ],
        [
            "no anchors, and what is none",
            { ...external, certificates: { trustAnchors: [] } },
            [
                "certificates.trustAnchors is a list of 0: write a list of one to eight CA certificates in PEM, without their keys",
            ],
        ],
        [
            "another kind of issuer",
            { ...clusters({ issuer: "vault" }, { issuer: "external" }), ...anchors(ANCHOR) },
            [
                'clusters[0].issuer is "vault": write external, or remove the key',
                "clusters[0].issuer is missing: certificates.trustAnchors are the site's own, whose keys the program has not; store an issuer with 'pulumi config set --secret eastIssuer < FILE', or write external where something else keeps Secret linkerd-identity-issuer",
            ],
        ],
    ];
    for (const [what, values, problems, surroundings] of refusals) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problemsOf(values, surroundings), problems);
        });
    }
});
