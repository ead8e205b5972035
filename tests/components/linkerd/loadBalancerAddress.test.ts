import assert from "node:assert/strict";
import {
    loadBalancerAddress,
    type LoadBalancerStatus,
} from "../../../components/linkerd/loadBalancerAddress";

describe("gatewayAddress", () => {
    const cases: readonly (readonly [what: string, status: LoadBalancerStatus, address: string])[] =
        [
            ["an IP", { loadBalancer: { ingress: [{ ip: "192.0.2.7" }] } }, "192.0.2.7"],
            [
                "a host name",
                { loadBalancer: { ingress: [{ hostname: "lb.example" }] } },
                "lb.example",
            ],
            [
                "the IP when there is a host name too",
                { loadBalancer: { ingress: [{ ip: "192.0.2.7", hostname: "lb.example" }] } },
                "192.0.2.7",
            ],
            [
                "all of them in their order, joined by commas without spaces",
                {
                    loadBalancer: {
                        ingress: [{ ip: "192.0.2.9" }, { hostname: "lb.example" }, { ip: "::1" }],
                    },
                },
                "192.0.2.9,lb.example,::1",
            ],
            [
                "those that are there, past an entry without any",
                { loadBalancer: { ingress: [{}, { ip: "192.0.2.7" }] } },
                "192.0.2.7",
            ],
        ];
    for (const [what, status, address] of cases) {
        it(`takes ${what}`, () => {
            assert.equal(loadBalancerAddress("east", status), address);
        });
    }

    const without: readonly (readonly [what: string, status: LoadBalancerStatus | undefined])[] = [
        ["no status", undefined],
        ["an empty status", {}],
        ["an empty load balancer", { loadBalancer: {} }],
        ["no ingress", { loadBalancer: { ingress: [] } }],
        ["an ingress without address", { loadBalancer: { ingress: [{}] } }],
    ];
    for (const [what, status] of without) {
        it(`names cluster, Service and remedy when there is ${what}`, () => {
            assert.throws(() => loadBalancerAddress("east", status), {
                message:
                    "east: Service linkerd-multicluster/linkerd-gateway has no load balancer address. " +
                    "Check MetalLB's IPAddressPool, or pin an address with clusters[].gateway.ip.",
            });
        });
    }
});
