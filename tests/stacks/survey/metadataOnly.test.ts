import { HttpMethod, RequestContext, type ObservableMiddleware } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { metadataOnly } from "../../../stacks/survey/metadataOnly";
import { timeLimit } from "../../../stacks/survey/timeLimit";

describe("metadataOnly", () => {
    it("asks for metadata alone, within the time limit that is given", async () => {
        const limit = timeLimit(30);
        const { middleware, ...rest } = metadataOnly(limit);
        let context = new RequestContext("http://standin", HttpMethod.GET);
        for (const step of middleware as readonly ObservableMiddleware[]) {
            context = await step.pre(context).toPromise();
        }
        assert.deepEqual(rest, { ...limit, middlewareMergeStrategy: "append" });
        assert.deepEqual(context.getHeaders(), {
            Accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
        });
    });
});
