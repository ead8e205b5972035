import assert from "node:assert/strict";
import { certificateItems } from "../../../operations/rotate/linkerdCheck";

describe("certificateItems", () => {
    const item = (description: string, result: string, error?: string) => ({
        ...{ description, result },
        ...(error === undefined ? {} : { error }),
    });
    const printed = JSON.stringify({
        success: false,
        categories: [
            { categoryName: "linkerd-version", checks: [item("is up-to-date", "error", "no way")] },
            {
                categoryName: "linkerd-identity",
                checks: [
                    item("certificate config is valid", "success"),
                    item("issuer cert is valid for at least 60 days", "warning", "too short"),
                    item("issuer cert is issued by the trust anchor", "error", "x509"),
                ],
            },
            { categoryName: "linkerd-webhooks-and-apisvc-tls", checks: null },
        ],
    });

    it("are those that are errors, and of certificates", () => {
        const extension = JSON.stringify({ categories: [] });
        assert.deepEqual(certificateItems(`${printed}\n${extension}\n`), [
            "issuer cert is issued by the trust anchor: x509",
        ]);
    });

    it("are none where nothing was printed but a message", () => {
        assert.deepEqual(["", "Error: no cluster\n"].map(certificateItems), [[], []]);
    });
});
