import { V1NetworkPolicy, V1ObjectMeta, V1Pod } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import {
    CONTROL_PLANE_INGRESS,
    MULTICLUSTER_INGRESS,
    networkPolicySpec,
} from "../../../../components/linkerd/networkPolicyRules";
import { SAMPLE_INGRESS } from "../../../../components/sample/sampleObjects";
import { networkPolicies } from "../../../../operations/layers/networkPolicies/networkPolicies";
import { examined } from "../../support/examined";
import { make, service } from "../../support/kubernetesObjects";
import { change, LinkedMesh, named } from "../../support/linkedMesh";

const SWITCH_ON = "pulumi config set networkPolicies true";
/** What Kyverno makes at a K-PaaS site, as far as it matters: `kube-system` stands for all it names. */
const GENERATED = {
    podSelector: {},
    policyTypes: ["Ingress"],
    ingress: [
        {
            _from: [
                { podSelector: {} },
                {
                    namespaceSelector: {
                        matchLabels: { "kubernetes.io/metadata.name": "kube-system" },
                    },
                },
                { ipBlock: { cidr: "0.0.0.0/0", except: ["10.233.64.0/18"] } },
            ],
        },
    ],
};

describe("networkPolicies", () => {
    let mesh: LinkedMesh;
    const second = () => mesh.kubernetes("cluster2");
    const findings = () => examined(networkPolicies, mesh.view()).findings;
    const whats = () => findings().map(({ what }) => what);
    const close = (namespace: string, name: string, spec: object) => {
        second().networkPolicies.push(
            make(V1NetworkPolicy, {
                metadata: make(V1ObjectMeta, { name, namespace }),
                spec,
            }),
        );
    };
    const closeAll = () => {
        for (const namespace of ["linkerd", "linkerd-multicluster", "linkerd-smi", "sample"]) {
            close(namespace, "cp-default-namespace-policy", GENERATED);
        }
    };
    /** The policies of the program, in the words of the client: it calls `from` something else. */
    const openAll = () => {
        for (const [namespace, rules] of [
            ["linkerd", CONTROL_PLANE_INGRESS],
            ["linkerd-multicluster", MULTICLUSTER_INGRESS],
            ["sample", SAMPLE_INGRESS],
        ] as const) {
            for (const rule of rules) {
                const spec = networkPolicySpec(rule);
                const ingress = spec.ingress.map(({ from, ports }) => ({ _from: from, ports }));
                close(namespace, rule.name, { ...spec, ingress });
            }
        }
    };

    beforeEach(() => {
        mesh = new LinkedMesh();
        second().pods.forEach((pod, index) => {
            change(pod.status, { podIP: `10.233.66.${index + 2}` });
        });
        change(named(second().nodes, "cluster2-node1").metadata, {
            annotations: { "projectcalico.org/IPv4VXLANTunnelAddr": "10.233.66.0" },
        });
    });

    it("has nothing to say of open namespaces", () => {
        assert.deepEqual(examined(networkPolicies, mesh.view()), {
            scope: "0 NetworkPolicies, and Kyverno's",
            findings: [],
            notChecked: [],
        });
    });

    it("names what the policies that Kyverno made keep out, one finding for each namespace", () => {
        closeAll();
        const out =
            "proxies get no certificates or addresses, webhooks are not called, or requests of other clusters end at the gateway.";
        const of = (namespace: string) => ({
            severity: "error",
            where: "cluster2",
            why: `What is kept out of ${namespace} is needed by the mesh: ${out}`,
            remedy: `${SWITCH_ON}\npulumi up`,
        });
        const keeps = (namespace: string) =>
            `NetworkPolicy ${namespace}/cp-default-namespace-policy keeps out`;
        const others = "pods of linkerd-multicluster, linkerd-smi, sample";
        assert.deepEqual(findings(), [
            {
                ...of("linkerd"),
                code: "traffic-kept-out",
                what: `${keeps("linkerd")} ${others} from linkerd/linkerd-identity-5f7d-abcde port 8080, linkerd/linkerd-destination-5f7d-abcde port 8086, linkerd/linkerd-destination-5f7d-abcde port 8090; 10.233.66.0 from linkerd/linkerd-destination-5f7d-abcde port 8443, linkerd/linkerd-destination-5f7d-abcde port 9443, linkerd/linkerd-proxy-injector-5f7d-abcde port 8443`,
            },
            {
                ...of("linkerd-multicluster"),
                code: "traffic-kept-out",
                what: `${keeps("linkerd-multicluster")} 10.233.66.0 from linkerd-multicluster/linkerd-gateway-5f7d-abcde port 4143, linkerd-multicluster/linkerd-gateway-5f7d-abcde port 4191`,
            },
            {
                ...of("sample"),
                code: "traffic-kept-out",
                what: `${keeps("sample")} pods of linkerd-multicluster from sample/helloworld-v2-5f7d-abcde port 5000, sample/helloworld-v2-5f7d-abcde port 4143`,
            },
        ]);
    });

    it("has nothing to say where the program's own policies stand beside them", () => {
        closeAll();
        openAll();
        mesh.config = { ...mesh.config, networkPolicies: true };
        assert.deepEqual(findings(), []);
    });

    it("has nothing to say of the program's policies alone", () => {
        openAll();
        mesh.config = { ...mesh.config, networkPolicies: true };
        assert.deepEqual(findings(), []);
    });

    it("takes the program's policies back where somebody changed them", () => {
        closeAll();
        mesh.config = { ...mesh.config, networkPolicies: true };
        assert.deepEqual(
            findings().map(({ remedy }) => remedy),
            Array.from(
                { length: 3 },
                () => "PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up --refresh",
            ),
        );
    });

    const GATEWAY = { podSelector: { matchLabels: { app: "linkerd-gateway" } } };
    const EVERYBODY = { _from: [] };
    const KEPT =
        "NetworkPolicy linkerd-multicluster/site keeps out 10.0.0.11, 10.233.66.0 from linkerd-multicluster/linkerd-gateway-5f7d-abcde port";
    const both = [`${KEPT} 4143, linkerd-multicluster/linkerd-gateway-5f7d-abcde port 4191`];
    const probes = [`${KEPT} 4191`];
    const CASES: readonly [string, object, readonly string[]][] = [
        ["with no rule", { ...GATEWAY, ingress: [] }, both],
        ["without a list of rules", GATEWAY, both],
        ["for traffic that goes out only", { ...GATEWAY, policyTypes: ["Egress"] }, []],
        ["for other pods", { podSelector: { matchLabels: { app: "other" } } }, []],
        [
            "for these pods, by expressions",
            {
                podSelector: {
                    matchExpressions: [
                        { key: "app", operator: "In", values: ["linkerd-gateway"] },
                        { key: "app", operator: "Exists" },
                        { key: "app", operator: "NotIn", values: ["other"] },
                        { key: "none", operator: "DoesNotExist" },
                    ],
                },
            },
            both,
        ],
        [
            "for other pods, by an expression",
            { podSelector: { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] } },
            [],
        ],
        ["that lets everybody in", { ...GATEWAY, ingress: [EVERYBODY] }, []],
        [
            "that lets everybody in to one port",
            { ...GATEWAY, ingress: [{ ports: [{ port: 4143, protocol: "TCP" }] }] },
            probes,
        ],
        [
            "that lets everybody in to a port by its name",
            { ...GATEWAY, ingress: [{ ports: [{ port: "linkerd-proxy" }] }] },
            probes,
        ],
        [
            "that lets everybody in to a port by a name that no container has",
            { ...GATEWAY, ingress: [{ ports: [{ port: "http" }] }] },
            both,
        ],
        [
            "that lets everybody in to a range of ports",
            { ...GATEWAY, ingress: [{ ports: [{ port: 4100, endPort: 4190 }] }] },
            probes,
        ],
        [
            "that lets UDP in",
            { ...GATEWAY, ingress: [{ ports: [{ protocol: "UDP" }, { port: 4143 }] }] },
            probes,
        ],
        [
            "that lets in a range that holds all nodes",
            { ...GATEWAY, ingress: [{ _from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] },
            [],
        ],
        [
            "that lets in by two rules what one alone would not",
            {
                ...GATEWAY,
                ingress: [
                    { _from: [{ ipBlock: { cidr: "10.0.0.0/24" } }] },
                    {
                        _from: [
                            { ipBlock: { cidr: "10.233.64.0/18" } },
                            { ipBlock: { cidr: "::/0" } },
                        ],
                    },
                ],
            },
            [],
        ],
        [
            "that lets pods in, which nodes are not",
            { ...GATEWAY, ingress: [{ _from: [{ namespaceSelector: {} }] }] },
            both,
        ],
    ];
    for (const [what, spec, expected] of CASES) {
        it(`judges a policy ${what}`, () => {
            const { spec: podSpec } = named(second().pods, "linkerd-gateway-5f7d-abcde");
            change(podSpec?.containers[0], {
                ports: [{ name: "linkerd-proxy", containerPort: 4143 }],
            });
            close("linkerd-multicluster", "site", spec);
            assert.deepEqual(whats(), expected);
        });
    }

    it("lets in pods of namespaces by their labels, and of these only the selected", () => {
        const meshed = { matchLabels: { "linkerd.io/control-plane-ns": "linkerd" } };
        const spec = (namespace: string) => ({
            podSelector: { matchLabels: { "linkerd.io/control-plane-component": "identity" } },
            ingress: [
                {
                    _from: [
                        {
                            namespaceSelector: {
                                matchExpressions: [
                                    {
                                        key: "kubernetes.io/metadata.name",
                                        operator: "NotIn",
                                        values: [namespace],
                                    },
                                ],
                            },
                            podSelector: meshed,
                        },
                    ],
                },
            ],
        });
        close("linkerd", "site", spec("none"));
        assert.deepEqual(whats(), []);
        second().networkPolicies = [];
        close("linkerd", "site", spec("sample"));
        assert.deepEqual(whats(), [
            "NetworkPolicy linkerd/site keeps out pods of sample from linkerd/linkerd-identity-5f7d-abcde port 8080",
        ]);
    });

    it("takes a rule with a protocol alone for one of all ports", () => {
        close("linkerd-multicluster", "site", {
            podSelector: {},
            ingress: [{ ports: [{ protocol: "TCP" }] }],
        });
        assert.deepEqual(whats(), []);
    });

    it("lets in by the values of In those that have one of them", () => {
        const identity = (values: string[]) => ({
            podSelector: { matchLabels: { "linkerd.io/control-plane-component": "identity" } },
            ingress: [
                {
                    _from: [
                        {
                            namespaceSelector: {
                                matchExpressions: [
                                    { key: "kubernetes.io/metadata.name", operator: "In", values },
                                ],
                            },
                        },
                    ],
                },
            ],
        });
        const namespaces = ["linkerd", "linkerd-multicluster", "linkerd-smi", "sample"];
        close("linkerd", "site", identity(namespaces));
        assert.deepEqual(whats(), []);
        second().networkPolicies = [];
        close("linkerd", "site", identity(namespaces.slice(0, 3)));
        assert.deepEqual(whats(), [
            "NetworkPolicy linkerd/site keeps out pods of sample from linkerd/linkerd-identity-5f7d-abcde port 8080",
        ]);
    });

    it("counts the InternalIP of a node and both tunnels of Calico, and no other address", () => {
        change(named(second().nodes, "cluster2-node1").metadata, {
            annotations: { "projectcalico.org/IPv4IPIPTunnelAddr": "10.233.66.1" },
        });
        change(named(second().nodes, "cluster2-node1").status, {
            addresses: [
                { type: "Hostname", address: "cluster2-node1" },
                { type: "ExternalIP", address: "203.0.113.7" },
                { type: "InternalIP", address: "10.0.0.11" },
            ],
        });
        close("linkerd-multicluster", "site", {
            podSelector: {},
            ingress: [{ _from: [{ ipBlock: { cidr: "10.0.0.0/24" } }] }],
        });
        assert.deepEqual(whats(), [
            "NetworkPolicy linkerd-multicluster/site keeps out 10.233.66.1 from linkerd-multicluster/linkerd-gateway-5f7d-abcde port 4143, linkerd-multicluster/linkerd-gateway-5f7d-abcde port 4191",
        ]);
    });

    it("keeps pods out by their addresses, and passes over Services whose ports have names", () => {
        close("linkerd", "site", {
            podSelector: { matchLabels: { "linkerd.io/control-plane-component": "identity" } },
            ingress: [{ _from: [{ ipBlock: { cidr: "10.233.64.0/18" } }] }],
        });
        assert.deepEqual(whats(), []);
        second().networkPolicies = [];
        const exported = service(
            "shop",
            "cart",
            { "mirror.linkerd.io/exported": "true" },
            { app: "cart" },
        );
        change(exported.spec, { ports: [{ name: "http", port: 80, targetPort: "http" }] });
        second().services.push(
            exported,
            service("shop", "outside", { "mirror.linkerd.io/exported": "true" }),
        );
        close("shop", "closed", { podSelector: {}, policyTypes: ["Ingress"] });
        assert.deepEqual(whats(), []);
    });

    it("asks only for the gateway to come in to an exported Service", () => {
        const labels = { "mirror.linkerd.io/exported": "true" };
        second().services.push(service("shop", "cart", labels, { app: "cart" }));
        close("shop", "site", {
            podSelector: {},
            ingress: [
                {
                    _from: [
                        {
                            namespaceSelector: {
                                matchLabels: {
                                    "kubernetes.io/metadata.name": "linkerd-multicluster",
                                },
                            },
                            podSelector: { matchLabels: { app: "linkerd-gateway" } },
                        },
                    ],
                },
            ],
        });
        assert.deepEqual(whats(), []);
    });

    it("passes over pods in the network of their node", () => {
        change(named(second().pods, "linkerd-gateway-5f7d-abcde").spec, { hostNetwork: true });
        close("linkerd-multicluster", "site", GATEWAY);
        assert.deepEqual(whats(), []);
    });

    it("lets the gateway in to an exported Service of a namespace that is not the program's", () => {
        const labels = { "mirror.linkerd.io/exported": "true" };
        second().services.push(service("shop", "cart", labels, { app: "cart" }));
        close("shop", "closed", { podSelector: {}, policyTypes: ["Ingress"] });
        assert.deepEqual(
            findings().map(({ code, what, remedy }) => ({ code, what, remedy })),
            [
                {
                    code: "traffic-kept-out",
                    what: "NetworkPolicy shop/closed keeps out pods of linkerd-multicluster from shop/cart port 5000",
                    remedy: `echo '{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"allow-linkerd-gateway","namespace":"shop"},"spec":{"podSelector":{"matchLabels":{"app":"cart"}},"policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"linkerd-multicluster"}},"podSelector":{"matchLabels":{"app":"linkerd-gateway"}}}],"ports":[{"port":5000}]}]}}' | kubectl --context cluster2 apply --filename -`,
                },
            ],
        );
    });

    it("takes a port by its name for the one of an exported Service, whose pods it does not see", () => {
        const labels = { "mirror.linkerd.io/exported": "true" };
        second().services.push(service("shop", "cart", labels, { app: "cart" }));
        close("shop", "site", { podSelector: {}, ingress: [{ ports: [{ port: "http" }] }] });
        assert.deepEqual(whats(), []);
    });

    it("says before the first `up` that Kyverno will close the namespaces, if nothing opens them", () => {
        mesh.pre = true;
        second().pods = [make(V1Pod, {})];
        second().clusterPolicies = [
            { metadata: make(V1ObjectMeta, { name: "cp-default-namespace-policy" }) },
        ];
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster2",
                code: "kyverno-closes-namespaces",
                what: "Kyverno's ClusterPolicy cp-default-namespace-policy closes new namespaces, and networkPolicies is false",
                why: "Proxies would not reach the control plane, nor the API server the injector: pods stay unready or start without a proxy.",
                remedy: SWITCH_ON,
            },
        ]);
        mesh.config = { ...mesh.config, networkPolicies: true };
        assert.deepEqual(findings(), []);
    });
});
