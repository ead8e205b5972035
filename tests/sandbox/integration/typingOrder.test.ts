import { strict as assert } from "node:assert";
import { inTypingOrder } from "../../integration/faults/typingOrder";

describe("inTypingOrder", () => {
    it("types what several remedies have in common once, and pulumi up after all others", () => {
        assert.deepEqual(
            inTypingOrder([
                "kubectl delete secret one\npulumi up --refresh",
                "pulumi up --refresh",
                "pulumi config set key 2\npulumi up",
                "kubectl apply <<'EOF'\nkind: A\nEOF",
                "kubectl apply <<'EOF'\nkind: A\nEOF",
            ]),
            [
                "kubectl delete secret one",
                "pulumi config set key 2",
                "kubectl apply <<'EOF'\nkind: A\nEOF",
                "pulumi up --refresh",
                "pulumi up",
            ],
        );
    });

    it("takes a pulumi up with a variable before it for one", () => {
        assert.deepEqual(inTypingOrder(["FORCE=true pulumi up\nssh node true"]), [
            "ssh node true",
            "FORCE=true pulumi up",
        ]);
    });
});
