import assert from "node:assert/strict";
import { clustersOf, leaveBehind, State, type Lost } from "../../../operations/forget/leaveBehind";

const STACK = "urn:pulumi:dev::linkerd-multicluster";
const urnOf = (type: string, name: string) => `${STACK}::${type}::${name}`;

const MESH = "linkerd-multicluster:stacks:Mesh";
const CLUSTER = "linkerd-multicluster:stacks:Cluster";
const PLANE = "linkerd-multicluster:linkerd:ControlPlane";
const LINK = "linkerd-multicluster:linkerd:Link";
const MIRROR = "linkerd-multicluster:linkerd:ServiceMirror";
const ROUTE = "linkerd-multicluster:nodes:GatewayRoute";
const ADDRESS = "linkerd-multicluster:openstack:GatewayAddress";
const CLEANUP = "pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup";
const PAIR = "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:AddressPair";

/** Type, name, and of which component; those of the engine and the plugins are custom. */
const RESOURCES: readonly (readonly [
    type: string,
    name: string,
    parent?: readonly [string, string],
])[] = [
    [MESH, "mesh"],
    ...["west", "west-2"].flatMap((name) => [
        [CLUSTER, name, [MESH, "mesh"]] as const,
        ["pulumi:providers:kubernetes", `${name}-kubernetes`, [CLUSTER, name]] as const,
        ["tls:index/privateKey:PrivateKey", `${name}-key`, [CLUSTER, name]] as const,
        [PLANE, `${name}-linkerd`, [CLUSTER, name]] as const,
        ["kubernetes:helm.sh/v3:Release", `${name}-release`, [PLANE, `${name}-linkerd`]] as const,
        [ADDRESS, `${name}-gateway-address`, [CLUSTER, name]] as const,
        [
            "openstack:networking/port:Port",
            `${name}-port`,
            [ADDRESS, `${name}-gateway-address`],
        ] as const,
        [PAIR, `${name}-pair`, [ADDRESS, `${name}-gateway-address`]] as const,
        [ROUTE, `${name}-routes-node1`, [MESH, "mesh"]] as const,
        ["command:remote:Command", `${name}-command`, [ROUTE, `${name}-routes-node1`]] as const,
    ]),
    ...[
        ["west", "west-2"],
        ["west-2", "west"],
    ].flatMap(([source = "", target = ""]) => {
        const name = `${source}-to-${target}`;
        return [
            [LINK, name, [MESH, "mesh"]] as const,
            ["kubernetes:core/v1:Secret", `${name}-credentials`, [LINK, name]] as const,
            [MIRROR, `${name}-mirror`, [LINK, name]] as const,
            [CLEANUP, `${name}-cleanup`, [MIRROR, `${name}-mirror`]] as const,
        ];
    }),
];

const STATE = State.parse({
    version: 3,
    deployment: {
        manifest: { time: "then" },
        resources: RESOURCES.map(([type, name, parent]) => ({
            urn: urnOf(type, name),
            type,
            custom: !type.startsWith("linkerd-multicluster:"),
            ...(parent === undefined ? {} : { parent: urnOf(...parent) }),
            ...(name === "west-port" ? { protect: true } : {}),
            id: `id of ${name}`,
        })),
    },
});

const KUBECONFIG = { clusterIdentifier: "one", kubeconfig: "of it" };
const WITH_KUBECONFIGS = State.parse({
    ...STATE,
    deployment: {
        resources: STATE.deployment.resources.map((resource) =>
            resource.type === "pulumi:providers:kubernetes"
                ? { ...resource, inputs: KUBECONFIG, outputs: KUBECONFIG }
                : resource,
        ),
    },
});

function marked(cluster: string, lost: readonly Lost[]) {
    const { state, counts } = leaveBehind(STATE, cluster, lost);
    const names = state.deployment.resources
        .filter((resource) => resource["retainOnDelete"] === true)
        .map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
    return { names, counts };
}

describe("leaveBehind", () => {
    it("marks what is in the cluster and on its nodes, and nothing of the others", () => {
        assert.deepEqual(marked("west", ["Kubernetes", "nodes"]), {
            names: [
                "west-release",
                "west-command",
                "west-to-west-2-credentials",
                "west-to-west-2-cleanup",
            ],
            counts: { Kubernetes: 3, nodes: 1, OpenStack: 0 },
        });
    });

    it("marks what is in its project of OpenStack where that is gone too", () => {
        assert.deepEqual(marked("west-2", ["Kubernetes", "nodes", "OpenStack"]), {
            names: [
                "west-2-release",
                "west-2-port",
                "west-2-pair",
                "west-2-command",
                "west-2-to-west-credentials",
                "west-2-to-west-cleanup",
            ],
            counts: { Kubernetes: 3, nodes: 1, OpenStack: 2 },
        });
    });

    it("takes the kubeconfig from its provider alone, which would wait for the dead cluster", () => {
        const { state } = leaveBehind(WITH_KUBECONFIGS, "west", ["Kubernetes", "nodes"]);
        const seen = state.deployment.resources.flatMap(({ type, inputs, outputs }) =>
            type.startsWith("pulumi:providers:") ? [[inputs, outputs]] : [],
        );
        const none = { clusterIdentifier: "one", kubeconfig: "{}" };
        const own = { clusterIdentifier: "one", kubeconfig: "of it" };
        assert.deepEqual(seen, [
            [none, none],
            [own, own],
        ]);
    });

    it("lets go of a protected one, and keeps everything else of the state", () => {
        const { state } = leaveBehind(STATE, "west", ["OpenStack"]);
        const none = { kubeconfig: "{}" };
        const expected = STATE.deployment.resources.map((resource) =>
            /::west-(port|pair)$/.test(resource.urn)
                ? { ...resource, retainOnDelete: true, protect: false }
                : resource.urn.endsWith("::west-kubernetes")
                  ? { ...resource, inputs: none, outputs: none }
                  : resource,
        );
        assert.deepEqual(state, {
            version: 3,
            deployment: { manifest: { time: "then" }, resources: expected },
        });
    });
});

describe("leaveBehind and the check before a removal", () => {
    it("takes it out of the state: it would ask the cluster", () => {
        const type = "pulumi-nodejs:dynamic/linkerd-multicluster:removal:CutOffCheck";
        const check = { urn: urnOf(type, "cut-off-check"), type, custom: true };
        const { deployment } = STATE;
        const resources = [...deployment.resources, check];
        assert.deepEqual(
            leaveBehind({ ...STATE, deployment: { ...deployment, resources } }, "west", []),
            leaveBehind(STATE, "west", []),
        );
    });
});

describe("clustersOf", () => {
    it("names the clusters of a state, and none of an empty one", () => {
        assert.deepEqual(clustersOf(STATE), ["west", "west-2"]);
        assert.deepEqual(clustersOf(State.parse({ version: 3, deployment: {} })), []);
    });
});
