import assert from "node:assert/strict";
import { countedSince, proxyCounts, together } from "../../../operations/verify/proxyCounts";

const TO = { namespace: "store", service: "cart", port: 80, url: "http://cart.store:80/" };
const METRICS = [
    "# HELP response_total Total count of HTTP responses.",
    "# TYPE response_total counter",
    'response_total{direction="outbound",dst_namespace="store",dst_service="cart",dst_pod="a",status_code="200",classification="success"} 7',
    'response_total{direction="outbound",dst_namespace="store",dst_service="cart",dst_pod="b",status_code="503",classification="failure"} 2',
    'response_total{direction="outbound",dst_namespace="store",dst_service="cart-east",dst_target_cluster="east",dst_target_service="cart",status_code="200"} 5',
    'response_total{direction="outbound",dst_namespace="store",dst_service="other",status_code="200"} 100',
    'response_total{direction="outbound",dst_namespace="shop",dst_service="cart",status_code="200"} 100',
    'response_total{direction="inbound",status_code="200"} 100',
    "# TYPE route_request_total counter",
    'route_request_total{direction="outbound",dst="cart.store.svc.cluster.local:80",rt_route="[DEFAULT]"} 10',
    'route_request_total{direction="outbound",dst="other.store.svc.cluster.local:80"} 10',
    "# TYPE route_actual_request_total counter",
    'route_actual_request_total{direction="outbound",dst="cart.store.svc.cluster.local:80",rt_route="[DEFAULT]"} 13',
    'route_actual_request_total{direction="outbound",dst="other.store.svc.cluster.local:80"} 50',
    "# TYPE outbound_http_route_retry_requests_total counter",
    'outbound_http_route_retry_requests_total{parent_kind="Service",parent_namespace="store",parent_name="cart"} 4',
    'outbound_http_route_retry_requests_total{parent_kind="Service",parent_namespace="store",parent_name="other"} 40',
    "",
].join("\n");

describe("what a proxy counts", () => {
    it("is the answers of the Service and its backends, and what was sent again", () => {
        assert.deepEqual(proxyCounts(METRICS, TO, ["cart", "cart-east"]), {
            answers: [
                { service: "cart", count: 9 },
                { service: "cart-east", cluster: "east", count: 5 },
            ],
            retries: 7,
        });
    });

    it("is nothing before the first request", () => {
        assert.deepEqual(proxyCounts("", TO, ["cart"]), { answers: [], retries: 0 });
    });

    it("is counted from one look to the next, and for several pods together", () => {
        const first = { answers: [{ service: "cart", count: 9 }], retries: 2 };
        const last = {
            answers: [
                { service: "cart", count: 12 },
                { service: "cart-east", cluster: "east", count: 5 },
            ],
            retries: 3,
        };
        const since = countedSince(first, last);
        assert.deepEqual(since, {
            answers: [
                { service: "cart", count: 3 },
                { service: "cart-east", cluster: "east", count: 5 },
            ],
            retries: 1,
        });
        assert.deepEqual(countedSince(last, last), { answers: [], retries: 0 });
        assert.deepEqual(together([since, since]), {
            answers: [
                { service: "cart", count: 6 },
                { service: "cart-east", cluster: "east", count: 10 },
            ],
            retries: 2,
        });
    });
});
