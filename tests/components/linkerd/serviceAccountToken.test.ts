import assert from "node:assert/strict";
import { tokenField, type TokenData } from "../../../components/linkerd/serviceAccountToken";

const FULL = { token: "dG9rZW4=", "ca.crt": "Y2E=", namespace: "bnM=" };

describe("tokenField", () => {
    for (const planning of [true, false]) {
        it(`gives the field as it is ${planning ? "while planning" : "during an update"}`, () => {
            assert.equal(tokenField("here", FULL, "token", planning), "dG9rZW4=");
            assert.equal(tokenField("here", FULL, "ca.crt", planning), "Y2E=");
        });
    }

    const unfilled: readonly (readonly [what: string, data: TokenData])[] = [
        ["no data", undefined],
        ["empty data", {}],
        ["an empty field", { token: "", "ca.crt": "" }],
        ["other fields only", { namespace: "bnM=" }],
    ];
    for (const [what, data] of unfilled) {
        it(`is undefined while planning with ${what}`, () => {
            assert.equal(tokenField("here", data, "token", true), undefined);
        });

        it(`names place, field and remedy during an update with ${what}`, () => {
            assert.throws(() => tokenField("east: Secret a/b", data, "ca.crt", false), {
                message:
                    'east: Secret a/b has no "ca.crt": the token controller of ' +
                    "kube-controller-manager has not filled it. " +
                    "Check that the controller manager runs, then run `pulumi up --refresh`.",
            });
        });
    }
});
