import assert from "node:assert/strict";
import {
    CONTROL_PLANE_INGRESS,
    MULTICLUSTER_INGRESS,
    networkPolicySpec,
    type AllowedIngress,
    type PolicyPeer,
} from "../../../components/linkerd/networkPolicyRules";
import { SAMPLE_INGRESS } from "../../../components/sample/sampleObjects";

// What an enforcer makes of the policies is its own matter; that the ports are those of the real
// chart's pods, and that nothing is cut, shows only a cluster with closed namespaces.

type Labels = Readonly<Record<string, string>>;

/** Where a packet comes from; without a namespace from no pod: a node, a tunnel, another cluster. */
interface Source {
    readonly namespace?: string;
    readonly labels?: Labels;
}

const NODE: Source = {};
const MESHED: Source = { namespace: "shop", labels: { "linkerd.io/control-plane-ns": "linkerd" } };
const UNMESHED: Source = { namespace: "shop", labels: { app: "cart" } };
const GATEWAY: Source = { namespace: "linkerd-multicluster", labels: { app: "linkerd-gateway" } };
const MIRROR: Source = {
    namespace: "linkerd-multicluster",
    labels: { component: "linkerd-service-mirror" },
};
const SLEEP: Source = { namespace: "sample", labels: { app: "sleep" } };

function has(labels: Labels, wanted: Labels = {}): boolean {
    return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** As documented for NetworkPolicyPeer. */
function matches(peer: PolicyPeer, own: string, { namespace, labels = {} }: Source): boolean {
    if (namespace === undefined) return false;
    const inNamespace =
        peer.namespaceSelector === undefined
            ? namespace === own
            : has({ "kubernetes.io/metadata.name": namespace }, peer.namespaceSelector.matchLabels);
    return inNamespace && has(labels, peer.podSelector.matchLabels);
}

/** Ports of these pods that let the source in. */
function open(
    rules: readonly AllowedIngress[],
    namespace: string,
    pods: Labels,
    source: Source,
): number[] {
    return rules
        .filter((rule) => has(pods, rule.pods))
        .flatMap(({ ingress }) => ingress)
        .filter(({ from }) => from?.some((peer) => matches(peer, namespace, source)) ?? true)
        .flatMap(({ ports }) => ports)
        .sort((a, b) => a - b);
}

describe("what policies let in", () => {
    const component = (name: string) => ({ "linkerd.io/control-plane-component": name });
    const cases: readonly (readonly [
        what: string,
        rules: readonly AllowedIngress[],
        namespace: string,
        pods: Labels,
        open: readonly (readonly [from: string, source: Source, ports: readonly number[]])[],
    ])[] = [
        [
            "identity",
            CONTROL_PLANE_INGRESS,
            "linkerd",
            component("identity"),
            [
                ["proxies of every namespace", MESHED, [8080]],
                ["a pod without a proxy", UNMESHED, []],
                ["a node", NODE, []],
            ],
        ],
        [
            "destination, the policy controller and their webhooks",
            CONTROL_PLANE_INGRESS,
            "linkerd",
            component("destination"),
            [
                ["proxies of every namespace", MESHED, [8086, 8090, 8443, 9443]],
                ["the API server, which is on a node or behind its tunnel", NODE, [8443, 9443]],
                ["a pod without a proxy", UNMESHED, [8443, 9443]],
            ],
        ],
        [
            "the injector",
            CONTROL_PLANE_INGRESS,
            "linkerd",
            component("proxy-injector"),
            [
                ["the API server", NODE, [8443]],
                ["proxies of every namespace", MESHED, [8443]],
            ],
        ],
        [
            "the gateway",
            MULTICLUSTER_INGRESS,
            "linkerd-multicluster",
            { app: "linkerd-gateway" },
            [
                ["another cluster", NODE, [4143, 4191]],
                ["another namespace", UNMESHED, [4143, 4191]],
            ],
        ],
        [
            "a service mirror",
            MULTICLUSTER_INGRESS,
            "linkerd-multicluster",
            { component: "linkerd-service-mirror" },
            [["nobody", NODE, []]],
        ],
        [
            "helloworld",
            SAMPLE_INGRESS,
            "sample",
            { app: "helloworld", version: "v1" },
            [
                ["the gateway", GATEWAY, [4143, 5000]],
                ["sleep beside it", SLEEP, [4143, 5000]],
                ["another pod of the gateway's namespace", MIRROR, []],
                ["a gateway of another namespace", { ...GATEWAY, namespace: "shop" }, []],
                ["another namespace", MESHED, []],
                ["a node", NODE, []],
            ],
        ],
        [
            "sleep",
            SAMPLE_INGRESS,
            "sample",
            { app: "sleep" },
            [["nobody, as it only asks", GATEWAY, []]],
        ],
    ];
    for (const [what, rules, namespace, pods, expected] of cases) {
        describe(`to ${what}`, () => {
            for (const [from, source, ports] of expected) {
                it(`from ${from}: ${ports.join(", ") || "nothing"}`, () => {
                    assert.deepEqual(open(rules, namespace, pods, source), ports);
                });
            }
        });
    }
});

describe("networkPolicySpec", () => {
    it("names ports by number and protocol, and whom they are open to", () => {
        assert.deepEqual(
            networkPolicySpec({
                name: "allow-x",
                pods: { app: "x" },
                ingress: [{ ports: [1, 2], from: [{ podSelector: {} }] }, { ports: [3] }],
            }),
            {
                podSelector: { matchLabels: { app: "x" } },
                policyTypes: ["Ingress"],
                ingress: [
                    {
                        ports: [
                            { port: 1, protocol: "TCP" },
                            { port: 2, protocol: "TCP" },
                        ],
                        from: [{ podSelector: {} }],
                    },
                    { ports: [{ port: 3, protocol: "TCP" }] },
                ],
            },
        );
    });
});
