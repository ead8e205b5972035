import assert from "node:assert/strict";
import {
    gatewayApiCrdsRefusal,
    type HttpRouteCrd,
} from "../../../components/linkerd/gatewayApiCrds";

const DELETED = {
    kind: "deleted",
    what: "the HTTPRoute CRD is part of the release linkerd/linkerd-crds, and Helm would delete it with every HTTPRoute of the cluster",
    write: true,
};
const FOREIGN = {
    kind: "foreign",
    what: "the HTTPRoute CRD is there already and not of the release linkerd/linkerd-crds, and Helm does not take it over",
    write: false,
};

describe("gatewayApiCrdsRefusal", () => {
    const cases: readonly (readonly [
        what: string,
        crd: HttpRouteCrd | undefined,
        gatewayApiCrds: boolean,
        refusal: unknown,
    ])[] = [
        ["installs it where there is none", undefined, true, undefined],
        ["leaves a cluster without it", undefined, false, undefined],
        ["keeps its own, also one of 2.14", { ours: true, kept: false }, true, undefined],
        ["refuses to delete its own of 2.14", { ours: true, kept: false }, false, DELETED],
        ["lets go of its own that Helm keeps", { ours: true, kept: true }, false, undefined],
        ["leaves somebody else's alone", { ours: false, kept: false }, false, undefined],
        ["refuses to take over somebody else's", { ours: false, kept: true }, true, FOREIGN],
    ];
    for (const [what, crd, gatewayApiCrds, refusal] of cases) {
        it(what, () => {
            assert.deepEqual(gatewayApiCrdsRefusal(crd, gatewayApiCrds), refusal);
        });
    }
});
