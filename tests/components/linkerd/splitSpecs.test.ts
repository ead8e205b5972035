import assert from "node:assert/strict";
import { routeSpec, splitSpec } from "../../../components/linkerd/splitSpecs";

const BACKENDS = [
    { service: "cart", weight: 0 },
    { service: "cart-east", weight: 80 },
    { service: "cart-west-2", weight: 20 },
];

describe("splitSpec", () => {
    it("shares the requests to a Service between it and mirrors, none for weight 0", () => {
        assert.deepEqual(splitSpec("cart", BACKENDS), { service: "cart", backends: BACKENDS });
    });
});

describe("routeSpec", () => {
    it("shares the requests to one port of a Service", () => {
        assert.deepEqual(routeSpec("cart", 8080, BACKENDS), {
            parentRefs: [{ group: "core", kind: "Service", name: "cart", port: 8080 }],
            rules: [
                {
                    backendRefs: [
                        { name: "cart", port: 8080, weight: 0 },
                        { name: "cart-east", port: 8080, weight: 80 },
                        { name: "cart-west-2", port: 8080, weight: 20 },
                    ],
                },
            ],
        });
    });
});
