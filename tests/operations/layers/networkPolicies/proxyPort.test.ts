import { V1ConfigMap, V1NetworkPolicy, V1ObjectMeta, type V1Pod } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { linkerdVersion, type LinkerdName } from "../../../../components/linkerd/versions";
import { networkPolicies } from "../../../../operations/layers/networkPolicies/networkPolicies";
import { examined } from "../../support/examined";
import { make, namespace, pod, service } from "../../support/kubernetesObjects";
import { change, LinkedMesh } from "../../support/linkedMesh";

const WHY =
    "With Linkerd 2.19 all requests between meshed pods arrive at port 4143, whichever port they are for. They are kept out. The remedy adds {port: 4143, protocol: TCP} to the ports of the rules; do so where the policies are kept, too.";
const CART = { podSelector: { matchLabels: { app: "cart" } } };
const FROM_FRONT = {
    _from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "front" } } }],
};
const APPLICATION = { ports: [{ port: 8080 }] };

describe("policies that let meshed pods in to the application's port alone", () => {
    let mesh: LinkedMesh;
    let cart: V1Pod;
    const second = () => mesh.kubernetes("cluster2");
    const findings = () => examined(networkPolicies, mesh.view()).findings;
    const whats = () => findings().map(({ what }) => what);
    const install = (name: LinkerdName) => {
        const charts = { ...mesh.config.charts, versions: linkerdVersion(name) };
        mesh.config = { ...mesh.config, charts };
    };
    const close = (name: string, spec: object, place = "shop") => {
        second().networkPolicies.push(
            make(V1NetworkPolicy, {
                metadata: make(V1ObjectMeta, { name, namespace: place }),
                spec,
            }),
        );
    };
    const run = (version: string) => {
        second().configMaps.push(
            make(V1ConfigMap, {
                metadata: make(V1ObjectMeta, { name: "linkerd-config", namespace: "linkerd" }),
                data: { values: `linkerdVersion: ${version}\n` },
            }),
        );
    };

    beforeEach(() => {
        mesh = new LinkedMesh();
        install("edge-25.10.7");
        cart = pod("shop", "cart", { app: "cart" }, { ip: "10.233.66.20" });
        change(cart.spec?.containers[1], { ports: [{ name: "http", containerPort: 8080 }] });
        change(cart.spec?.containers[0], {
            ports: [{ name: "linkerd-proxy", containerPort: 4143 }],
        });
        second().namespaces.push(namespace("shop"), namespace("front"));
        second().injectedPods.push(
            cart,
            pod("front", "web", { app: "web" }, { ip: "10.233.66.21" }),
        );
    });

    it("are named with the entry that they lack, and the command that adds it", () => {
        close("allow-front", { ...CART, ingress: [{ ...FROM_FRONT, ...APPLICATION }] });
        assert.deepEqual(findings(), [
            {
                severity: "error",
                code: "proxy-port-kept-out",
                where: "cluster2",
                what: "NetworkPolicy shop/allow-front lets pods of front in to port 8080 of Deployment cart, and not to port 4143",
                why: WHY,
                remedy: `kubectl --context cluster2 --namespace shop patch networkpolicy allow-front --type=json '--patch=[{"op":"add","path":"/spec/ingress/0/ports/-","value":{"port":4143,"protocol":"TCP"}}]'`,
            },
        ]);
    });

    it("are one finding for a namespace, with one command for each policy", () => {
        const everybody = { _from: [{ namespaceSelector: {} }] };
        close("allow-all", {
            ...CART,
            ingress: [
                { ...FROM_FRONT, ports: [{ port: 8080 }, { port: 9000, endPort: 9010 }] },
                { ...FROM_FRONT, ports: [{ port: 4191 }] },
                { ...everybody, ports: [{ port: "http" }, { protocol: "UDP", port: 53 }] },
            ],
        });
        close("stock", { podSelector: {}, ingress: [{ ...FROM_FRONT, ...APPLICATION }] });
        second().injectedPods.push(pod("shop", "stock", { app: "stock" }));
        const found = findings();
        assert.deepEqual(
            found.map(({ what }) => what),
            [
                "NetworkPolicy shop/allow-all lets pods of front in to port 8080, 9000-9010 of Deployment cart, and not to port 4143, " +
                    "shop/allow-all lets pods of linkerd, linkerd-multicluster, linkerd-smi, sample and 2 more in to port http of Deployment cart, and not to port 4143, " +
                    "shop/stock lets pods of front in to port 8080 of Deployment cart, Deployment stock, and not to port 4143",
            ],
        );
        const entry = (rule: number) =>
            `{"op":"add","path":"/spec/ingress/${rule}/ports/-","value":{"port":4143,"protocol":"TCP"}}`;
        const patch = "kubectl --context cluster2 --namespace shop patch networkpolicy";
        assert.deepEqual(
            found.map(({ remedy }) => remedy),
            [
                `${patch} allow-all --type=json '--patch=[${entry(0)},${entry(2)}]'\n` +
                    `${patch} stock --type=json '--patch=[${entry(0)}]'`,
            ],
        );
    });

    it("are a warning before an upgrade that makes them so, and none before another `up`", () => {
        close("allow-front", { ...CART, ingress: [{ ...FROM_FRONT, ...APPLICATION }] });
        mesh.pre = true;
        assert.deepEqual(whats(), []);
        run("edge-25.10.7");
        assert.deepEqual(whats(), []);
        second().configMaps = [];
        run("stable-2.14.10");
        assert.deepEqual(
            findings().map(({ severity, why }) => [severity, why]),
            [["warning", WHY.replace("They are kept out", "After the upgrade they are kept out")]],
        );
        second().configMaps = [];
        run("edge-26.7.1");
        assert.deepEqual(whats(), []);
        second().configMaps = [];
        run("{");
        assert.deepEqual(whats(), []);
    });

    it("are none with 2.14, which goes to the application", () => {
        install("stable-2.14.10");
        close("allow-front", { ...CART, ingress: [{ ...FROM_FRONT, ...APPLICATION }] });
        assert.deepEqual(whats(), []);
    });

    const front = [
        "NetworkPolicy shop/site lets pods of front in to port 8080 of Deployment cart, and not to port 4143",
    ];
    const CASES: readonly [string, object, readonly string[]][] = [
        ["for other pods", { podSelector: { matchLabels: { app: "other" } } }, []],
        ["that lets nobody in", { ...CART, ingress: [] }, []],
        ["that lets in to all ports", { ...CART, ingress: [FROM_FRONT] }, []],
        [
            "that lets in to both ports",
            { ...CART, ingress: [{ ...FROM_FRONT, ports: [{ port: 8080 }, { port: 4143 }] }] },
            [],
        ],
        [
            "that lets in to the proxy by the name of its port",
            {
                ...CART,
                ingress: [{ ...FROM_FRONT, ports: [{ port: "http" }, { port: "linkerd-proxy" }] }],
            },
            [],
        ],
        [
            "that lets in to the proxy by another rule",
            {
                ...CART,
                ingress: [
                    { ...FROM_FRONT, ...APPLICATION },
                    { _from: [{ namespaceSelector: {} }], ports: [{ port: 4143 }] },
                ],
            },
            [],
        ],
        [
            "that lets others in to the proxy by another rule",
            {
                ...CART,
                ingress: [
                    { ...FROM_FRONT, ...APPLICATION },
                    { _from: [{ podSelector: {} }], ports: [{ port: 4143 }] },
                ],
            },
            front,
        ],
        [
            "that lets in pods without a proxy",
            {
                ...CART,
                ingress: [
                    { _from: [{ podSelector: { matchLabels: { app: "bare" } } }], ...APPLICATION },
                ],
            },
            [],
        ],
        [
            "that lets meshed pods in by their addresses",
            {
                ...CART,
                ingress: [{ _from: [{ ipBlock: { cidr: "10.233.66.21/32" } }], ...APPLICATION }],
            },
            front,
        ],
        [
            "that lets in to the proxy's metrics and to ports that go past it",
            {
                ...CART,
                ingress: [
                    { ...FROM_FRONT, ports: [{ port: 4191 }, { port: 9000 }, { port: 9105 }] },
                ],
            },
            [],
        ],
        [
            "that lets in to a range beyond those that go past the proxy",
            { ...CART, ingress: [{ ...FROM_FRONT, ports: [{ port: 9105, endPort: 9111 }] }] },
            [front.join().replace("8080", "9105-9111")],
        ],
        [
            "that lets in to UDP, and to a name that no container has",
            {
                ...CART,
                ingress: [{ ...FROM_FRONT, ports: [{ protocol: "UDP" }, { port: "other" }] }],
            },
            [],
        ],
        [
            "for what goes out",
            { ...CART, policyTypes: ["Egress"], ingress: [{ ...FROM_FRONT, ...APPLICATION }] },
            [],
        ],
    ];
    for (const [title, spec, expected] of CASES) {
        it(`are told from others: one ${title}`, () => {
            change(cart.metadata?.annotations, {
                "config.linkerd.io/skip-inbound-ports": "9000,9100-9110",
            });
            close("site", spec);
            assert.deepEqual(whats(), expected);
        });
    }

    it("are seen where the proxy is an init container, by the name of its port", () => {
        install("edge-26.7.1");
        const [proxy, ...containers] = cart.spec?.containers ?? [];
        change(cart.spec, { containers, initContainers: [proxy] });
        const ports = [{ port: "http" }];
        close("site", { ...CART, ingress: [{ ...FROM_FRONT, ports }] });
        assert.deepEqual(whats(), [front.join().replace("8080", "http")]);
        ports.push({ port: "linkerd-proxy" });
        assert.deepEqual(whats(), []);
    });

    it("keep replicas of one workload from each other, and no pod from itself", () => {
        close("peers", { ...CART, ingress: [{ _from: [{ podSelector: {} }], ...APPLICATION }] });
        assert.deepEqual(whats(), []);
        second().injectedPods.push(pod("shop", "cart", { app: "cart" }));
        assert.deepEqual(whats(), [
            "NetworkPolicy shop/peers lets pods of shop in to port 8080 of Deployment cart, and not to port 4143",
        ]);
    });

    it("are not those of the program's own namespaces, nor for pods in the network of their node", () => {
        const everybody = { podSelector: {}, ingress: [APPLICATION] };
        for (const place of ["linkerd-smi", "shop"]) close("site", everybody, place);
        change(cart.spec, { hostNetwork: true });
        assert.deepEqual(whats(), []);
        close(
            "site",
            { podSelector: {}, ingress: [{ ports: [{ port: 5000 }, { port: 4143 }] }] },
            "sample",
        );
        assert.deepEqual(whats(), []);
    });

    it("are those of a namespace `sample` that is not the program's", () => {
        const { sample, ...config } = mesh.config;
        assert.equal(sample?.split, "TrafficSplit");
        close(
            "site",
            { podSelector: { matchLabels: { app: "sleep" } }, ingress: [APPLICATION] },
            "sample",
        );
        assert.deepEqual(whats(), []);
        mesh.config = config;
        assert.deepEqual(whats(), [
            "NetworkPolicy sample/site lets pods of linkerd, linkerd-multicluster, linkerd-smi, sample and 2 more in to port 8080 of Deployment sleep, and not to port 4143",
        ]);
    });

    describe("in front of an exported Service", () => {
        const gateway = {
            namespaceSelector: {
                matchLabels: { "kubernetes.io/metadata.name": "linkerd-multicluster" },
            },
        };
        const codes = () => findings().map(({ code, what }) => [code, what]);

        beforeEach(() => {
            const exported = { "mirror.linkerd.io/exported": "true" };
            second().services.push(service("shop", "cart", exported, { app: "cart" }));
        });

        it("keep the gateway out like other pods, and are told once", () => {
            close("site", { ...CART, ingress: [{ _from: [gateway], ports: [{ port: 5000 }] }] });
            assert.deepEqual(codes(), [
                [
                    "proxy-port-kept-out",
                    "NetworkPolicy shop/site lets pods of linkerd-multicluster in to port 5000 of Deployment cart, and not to port 4143",
                ],
            ]);
        });

        it("need to let it in to the proxy alone", () => {
            close("site", { ...CART, ingress: [{ _from: [gateway], ports: [{ port: 4143 }] }] });
            assert.deepEqual(codes(), []);
        });

        it("are told apart from those that keep it out, to which the proxy's port is opened", () => {
            close("closed", { podSelector: {}, policyTypes: ["Ingress"] });
            const [found] = findings();
            assert.deepEqual(
                [found?.code, found?.what],
                [
                    "traffic-kept-out",
                    "NetworkPolicy shop/closed keeps out pods of linkerd-multicluster from shop/cart port 4143",
                ],
            );
            assert.equal(found?.remedy.includes('"ports":[{"port":4143}]'), true);
        });

        it("need the Service's own port where its pods have no proxy", () => {
            second().injectedPods.splice(second().injectedPods.indexOf(cart), 1);
            close("closed", { podSelector: {}, policyTypes: ["Ingress"] });
            assert.deepEqual(whats(), [
                "NetworkPolicy shop/closed keeps out pods of linkerd-multicluster from shop/cart port 5000",
            ]);
        });
    });
});
