import assert from "node:assert/strict";
import { tokenUser } from "../../../operations/view/tokenUser";

const token = (payload: string) => `header.${Buffer.from(payload).toString("base64url")}.signature`;

describe("user name in a token", () => {
    it("is that of the ServiceAccount", () => {
        const sub = "system:serviceaccount:linkerd-multicluster:peer";
        assert.equal(tokenUser(token(JSON.stringify({ iss: "kubernetes", sub }))), sub);
    });

    for (const other of [token("{}"), token('{"sub":1}'), token("null"), "a.b.c", "opaque"]) {
        it(`is empty in ${other}`, () => {
            assert.equal(tokenUser(other), "");
        });
    }
});
