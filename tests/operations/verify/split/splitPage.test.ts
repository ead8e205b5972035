import { V1ObjectMeta, V1Pod, V1Service } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { splitPage, type SplitPage } from "../../../../operations/verify/split/splitPage";
import { make } from "../../support/kubernetesObjects";

const LABELS = { app: "cart" };

function service(
    ports: readonly object[],
    annotations: Record<string, string> = {},
    selector = LABELS,
) {
    const metadata = make(V1ObjectMeta, { name: "cart", namespace: "shop", annotations });
    return make(V1Service, { metadata, spec: { ports, selector } });
}

function podWith(container: object, labels: Record<string, string> = LABELS) {
    const metadata = make(V1ObjectMeta, { name: "cart-1", namespace: "shop", labels });
    const spec = { containers: [{ name: "cart", ...container }] };
    return make(V1Pod, { metadata, spec });
}

const probe = (port: number | string, path?: string, scheme?: string) => ({
    httpGet: { port, ...(path === undefined ? {} : { path }), ...(scheme && { scheme }) },
});
const PORTS = [{ name: "web", containerPort: 8080 }];

const CASES: readonly [string, V1Service, V1Pod[], SplitPage | undefined][] = [
    ["its first port at /", service([{ port: 80 }, { port: 81 }]), [], { port: 80, path: "/" }],
    ["no port where it has none", service([]), [], undefined],
    [
        "no port that is UDP, or that speaks something else by appProtocol, annotation or number",
        service(
            [
                { port: 53, protocol: "UDP" },
                { port: 81, appProtocol: "grpc" },
                { port: 9001 },
                { port: 9015 },
            ],
            { "config.linkerd.io/opaque-ports": "9001,9010-9020" },
        ),
        [],
        undefined,
    ],
    ["no Redis", service([{ port: 6379 }]), [], undefined],
    [
        "Redis' port where an annotation says that nothing is opaque",
        service([{ port: 6379 }], { "config.linkerd.io/opaque-ports": "" }),
        [],
        { port: 6379, path: "/" },
    ],
    [
        "the path of the readiness probe of its port",
        service([{ port: 80, targetPort: "web" }]),
        [
            podWith({
                ports: PORTS,
                readinessProbe: probe(8080, "/ready"),
                livenessProbe: probe(8080, "/live"),
            }),
        ],
        { port: 80, path: "/ready" },
    ],
    [
        "that of the liveness probe, by the port's name",
        service([{ port: 80, targetPort: 8080 }]),
        [
            podWith({
                ports: PORTS,
                readinessProbe: probe(9090, "/ready"),
                livenessProbe: probe("web", "/live?a=1"),
            }),
        ],
        { port: 80, path: "/live?a=1" },
    ],
    [
        "no path of a probe over HTTPS, with what curl expands, or of another port",
        service([{ port: 80, targetPort: "web" }]),
        [
            podWith({ ports: PORTS, readinessProbe: probe(8080, "/ready", "HTTPS") }),
            podWith({ ports: PORTS, readinessProbe: probe(8080, "/{a,b}") }),
            podWith({ ports: PORTS, readinessProbe: probe("admin", "/ready") }),
            podWith({ readinessProbe: probe("web", "/ready") }),
        ],
        { port: 80, path: "/" },
    ],
    [
        "no path of pods of another Service",
        service([{ port: 8080 }]),
        [podWith({ readinessProbe: probe(8080, "/ready") }, { app: "till" })],
        { port: 8080, path: "/" },
    ],
    [
        "no path of any pod where it selects none",
        service([{ port: 8080 }], {}, {} as typeof LABELS),
        [podWith({ readinessProbe: probe(8080, "/ready") })],
        { port: 8080, path: "/" },
    ],
];

describe("splitPage", () => {
    for (const [what, of, pods, page] of CASES) {
        it(`is ${what}`, () => {
            assert.deepEqual(splitPage(of, pods), page);
        });
    }
});
