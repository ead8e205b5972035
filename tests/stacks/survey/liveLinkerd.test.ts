import assert from "node:assert/strict";
import { liveLinkerd } from "../../../stacks/survey/liveLinkerd";
import { pair } from "../../support/certificates";

const ANCHOR = pair("root.linkerd.cluster.local");
const OTHER = pair("root.linkerd.cluster.local");
const ISSUER = pair("identity.linkerd.cluster.local", { by: ANCHOR });
const base64 = (text: string) => Buffer.from(text).toString("base64");
const map = (name: string, data: Record<string, string>, namespace = "linkerd") => ({
    metadata: { namespace, name },
    data,
});
const NOTHING = { configMaps: [], secrets: [], customResourceDefinitions: [] };

describe("liveLinkerd", () => {
    it("finds nothing where nothing is", () => {
        assert.deepEqual(liveLinkerd(NOTHING), { trustAnchors: [], issuerChain: [] });
    });

    it("reads version, anchors, issuer and the owner of the HTTPRoute CRD", () => {
        const { trustAnchors, issuerChain, ...rest } = liveLinkerd({
            configMaps: [
                map("linkerd-config", { values: "linkerdVersion: other\n" }, "elsewhere"),
                map("linkerd-config", { values: "cliVersion: x\nlinkerdVersion: edge-25.10.7\n" }),
                map("linkerd-identity-trust-roots", {
                    "ca-bundle.crt": ANCHOR.certificate + OTHER.certificate,
                }),
            ],
            secrets: [
                map("linkerd-identity-issuer", {
                    "tls.crt": base64(ISSUER.certificate + ANCHOR.certificate),
                    "tls.key": base64(ISSUER.key),
                }),
            ],
            customResourceDefinitions: [
                { name: "grpcroutes.gateway.networking.k8s.io" },
                {
                    name: "httproutes.gateway.networking.k8s.io",
                    annotations: {
                        "meta.helm.sh/release-name": "linkerd-crds",
                        "meta.helm.sh/release-namespace": "linkerd",
                        "helm.sh/resource-policy": "keep",
                    },
                },
            ],
        });
        assert.deepEqual(
            [...trustAnchors, ...issuerChain].map((one) => one.toString()),
            [ANCHOR, OTHER, ISSUER, ANCHOR].map(({ certificate }) => certificate),
        );
        assert.deepEqual(rest, {
            version: "edge-25.10.7",
            httpRouteCrd: { ours: true, kept: true },
        });
    });

    it("reads an issuer under Linkerd's own scheme", () => {
        const data = { "crt.pem": base64(ISSUER.certificate) };
        const secrets = [map("linkerd-identity-issuer", data)];
        assert.deepEqual(liveLinkerd({ ...NOTHING, secrets }).issuerChain.map(String), [
            ISSUER.certificate,
        ]);
    });

    it("takes a release of the same name in another namespace for somebody else's", () => {
        const customResourceDefinitions = [
            {
                name: "httproutes.gateway.networking.k8s.io",
                annotations: {
                    "meta.helm.sh/release-name": "linkerd-crds",
                    "meta.helm.sh/release-namespace": "mesh",
                },
            },
        ];
        assert.deepEqual(liveLinkerd({ ...NOTHING, customResourceDefinitions }).httpRouteCrd, {
            ours: false,
            kept: false,
        });
    });

    for (const [what, values] of [
        ["are no YAML", "{"],
        ["do not name a version", "a: b"],
        ["are empty", ""],
        ["name none but a number", "linkerdVersion: 2.2"],
    ] as const) {
        it(`knows no version where the values ${what}`, () => {
            const configMaps = [map("linkerd-config", { values })];
            assert.deepEqual(liveLinkerd({ ...NOTHING, configMaps }), {
                trustAnchors: [],
                issuerChain: [],
            });
        });
    }
});
