import assert from "node:assert/strict";
import { normalizePem, pemBundle } from "../../../components/pki/pem";

const BLOCK = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

describe("normalizePem", () => {
    const cases: readonly (readonly [what: string, pem: string])[] = [
        ["no newline at its end", BLOCK],
        ["one newline at its end", `${BLOCK}\n`],
        ["an empty line at its end", `${BLOCK}\n\n`],
        ["Windows line ends after the block", `${BLOCK}\r\n`],
        ["space around it", `\n  ${BLOCK} \n`],
    ];
    for (const [what, pem] of cases) {
        it(`ends a block with ${what} in exactly one newline`, () => {
            assert.equal(normalizePem(pem), `${BLOCK}\n`);
        });
    }
});

describe("pemBundle", () => {
    it("keeps the order and leaves no blank line, whatever the parts end in", () => {
        const other = BLOCK.replace("MIIB", "MIIC");
        assert.equal(pemBundle([`${other}\n\n`, BLOCK]), `${other}\n${BLOCK}\n`);
    });

    it("makes nothing of nothing", () => {
        assert.equal(pemBundle([]), "");
    });
});
