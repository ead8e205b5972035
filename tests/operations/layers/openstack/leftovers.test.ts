import assert from "node:assert/strict";
import { DESCRIPTION } from "../../../../components/openstack/names";
import type { Code } from "../../../../operations/findings/codes";
import { openstack } from "../../../../operations/layers/openstack/openstack";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import type { MeshView } from "../../../../operations/view/meshView";
import type {
    CloudFloatingIp,
    CloudView,
    MarkedObjects,
} from "../../../../stacks/survey/cloudView";
import { changed, natView } from "../../support/behindNat";
import { examined } from "../../support/examined";

const NODE_PORT = "port-of-cluster1-master";
const IF_OURS = "  # if no other stack made it";

function cloudOf(view: MeshView, name: string): CloudView {
    const cloud = view.clusters.find(({ config }) => config.name === name)?.cloud;
    if (cloud === undefined || "failure" in cloud) throw new Error(`no cloud of ${name}`);
    return cloud.seen;
}

/** What the program made of a cluster, as its description tells. */
function madeFor(view: MeshView, name: string): MarkedObjects {
    const { gatewayPort, securityGroup } = cloudOf(view, name);
    assert.ok(gatewayPort && securityGroup);
    return {
        ports: [gatewayPort],
        securityGroups: [],
        rules: securityGroup.ingress.map(({ id, portMin = 0, remotePrefix = "" }) => ({
            id,
            securityGroupId: securityGroup.id,
            port: portMin,
            remotePrefix,
        })),
    };
}

interface Left extends Partial<MarkedObjects> {
    readonly floatingIps?: readonly CloudFloatingIp[];
    readonly groupOfMaster?: string;
}

/** A mesh whose projects have all that they should, and cluster1's has this besides. */
function withLeft(left: Left, view = natView()): MeshView {
    const all = view.clusters.reduce((mesh, { config: { name } }) => {
        const seen = { ...cloudOf(mesh, name), marked: madeFor(mesh, name) };
        return changed(mesh, name, () => ({ cloud: { seen } }));
    }, view);
    const { marked, ...cloud } = cloudOf(all, "cluster1");
    assert.ok(marked);
    const master = cloud.nodePorts.get("cluster1-master");
    assert.ok(master);
    const groups = [
        ...master.securityGroupIds,
        ...(left.groupOfMaster ? [left.groupOfMaster] : []),
    ];
    return changed(all, "cluster1", () => ({
        cloud: {
            seen: {
                ...cloud,
                nodePorts: new Map([
                    ...cloud.nodePorts,
                    ["cluster1-master", { ...master, securityGroupIds: groups }],
                ]),
                floatingIps: [...cloud.floatingIps, ...(left.floatingIps ?? [])],
                marked: {
                    ports: [...marked.ports, ...(left.ports ?? [])],
                    securityGroups: [...marked.securityGroups, ...(left.securityGroups ?? [])],
                    rules: [...marked.rules, ...(left.rules ?? [])],
                },
            },
        },
    }));
}

function floatingIp(changes: Partial<CloudFloatingIp>): CloudFloatingIp {
    return {
        id: "floating-9",
        address: "203.0.113.99",
        networkId: "public-id",
        portId: "",
        fixedIp: "",
        description: DESCRIPTION,
        ...changes,
    };
}

function port(name: string, description = DESCRIPTION) {
    return {
        id: `id-of-${name}`,
        name,
        description,
        fixedIps: ["10.10.0.151"],
        securityGroupIds: [],
        portSecurityEnabled: true,
        addressPairs: [],
    };
}

function rule(securityGroupId: string, description = DESCRIPTION) {
    return {
        ...{ id: "rule-9", description, securityGroupId },
        ...{ port: 4143, remotePrefix: "203.0.113.77/32" },
    };
}

const leftover = (code: Code, what: string, ...commands: string[]): ReportedFinding => ({
    severity: "warning",
    code,
    where: "cluster1",
    what: `the project has ${what}`,
    why: "Nobody removes what no stack holds, and the quota counts it. Where its description names no stack, another one may have made it: leave it then.",
    remedy: commands.map((command) => `openstack ${command}${IF_OURS}`).join("\n"),
});
const FLOATING_IP = leftover(
    "floating-ip-leftover",
    "floating IPs that this program made, and not for this stack: 203.0.113.99",
    "floating ip delete floating-9",
);
const PORT = leftover(
    "gateway-port-leftover",
    "ports that this program made, and not for this stack: linkerd-gateway-old with 10.10.0.151",
    "port delete id-of-linkerd-gateway-old",
);
const RULE = leftover(
    "security-group-rule-leftover",
    "security group rules that this program made, and not for this stack: TCP 4143 from 203.0.113.77/32",
    "security group rule delete rule-9",
);
const OLD_GROUP = { id: "group-9", name: "linkerd-gateway-old", description: DESCRIPTION };
const OF_OTHER = `${DESCRIPTION}: other/old`;

/** The mesh after cluster2 was taken out of the configuration, or put in, without an update. */
function outputsOf(view: MeshView, ...names: readonly string[]): MeshView {
    const made = { gatewayAddress: "10.20.0.150", floatingAddress: "203.0.113.22" };
    const clusters = view.outputs?.clusters ?? {};
    return {
        ...view,
        outputs: {
            clusters: Object.fromEntries(names.map((name) => [name, clusters[name] ?? made])),
        },
    };
}

const CASES: readonly [string, MeshView, readonly ReportedFinding[]][] = [
    ["nothing where all is of the stack", withLeft({}), []],
    [
        "a floating IP that leads nowhere",
        withLeft({ floatingIps: [floatingIp({})] }),
        [FLOATING_IP],
    ],
    [
        "a floating IP of a cluster that this stack had",
        withLeft({ floatingIps: [floatingIp({ description: `${DESCRIPTION}: dev/gone` })] }),
        [FLOATING_IP],
    ],
    [
        "no floating IP of another stack",
        withLeft({ floatingIps: [floatingIp({ description: `${DESCRIPTION}: other/cluster1` })] }),
        [],
    ],
    [
        "no floating IP without the program's description",
        withLeft({ floatingIps: [floatingIp({ description: "" })] }),
        [],
    ],
    [
        "no floating IP that leads to a port of somebody else",
        withLeft({ floatingIps: [floatingIp({ portId: "port-8" })] }),
        [],
    ],
    [
        "a port, and the floating IP that leads to it",
        withLeft({
            ports: [port("linkerd-gateway-old")],
            floatingIps: [floatingIp({ portId: "id-of-linkerd-gateway-old" })],
        }),
        [FLOATING_IP, PORT],
    ],
    [
        "no port of another name, of another cluster of the stack, or of one that is still to go",
        outputsOf(
            withLeft({
                ports: ["mine", "linkerd-gateway-cluster2", "linkerd-gateway-gone"].map((name) =>
                    port(name),
                ),
            }),
            "cluster1",
            "cluster2",
            "gone",
        ),
        [],
    ],
    [
        "a security group, and the nodes that are to leave it",
        withLeft({ securityGroups: [OLD_GROUP], groupOfMaster: OLD_GROUP.id }),
        [
            leftover(
                "security-group-leftover",
                "security groups that this program made, and not for this stack: linkerd-gateway-old",
                `port unset --security-group group-9 ${NODE_PORT}`,
                "security group delete group-9",
            ),
        ],
    ],
    [
        "no group of a cluster of the stack",
        withLeft({ securityGroups: [{ id: "group-8", name: "linkerd-gateway-cluster1" }] }),
        [],
    ],
    [
        "no port, group or rule of another stack",
        withLeft({
            ports: [port("linkerd-gateway-old", OF_OTHER)],
            securityGroups: [{ ...OLD_GROUP, description: OF_OTHER }],
            rules: [rule("group-of-cluster1", OF_OTHER)],
        }),
        [],
    ],
    [
        "a port of a cluster that this stack had",
        withLeft({ ports: [port("linkerd-gateway-old", `${DESCRIPTION}: dev/old`)] }),
        [PORT],
    ],
    ["a rule that no peer needs", withLeft({ rules: [rule("group-of-cluster1")] }), [RULE]],
    ["a rule in a group of somebody else", withLeft({ rules: [rule("group-7")] }), [RULE]],
    [
        "no rule of a group that is left over itself",
        withLeft({
            securityGroups: [OLD_GROUP],
            rules: [rule(OLD_GROUP.id)],
        }),
        [
            leftover(
                "security-group-leftover",
                "security groups that this program made, and not for this stack: linkerd-gateway-old",
                "security group delete group-9",
            ),
        ],
    ],
    [
        "neither floating IPs nor rules that an update which broke off may have made",
        outputsOf(
            withLeft({ floatingIps: [floatingIp({})], rules: [rule("group-of-cluster1")] }),
            "cluster1",
            "cluster2",
            "gone",
        ),
        [],
    ],
];

describe("what the program made in OpenStack, and no stack holds", () => {
    for (const [title, view, expected] of CASES) {
        it(`names ${title}`, () => {
            assert.deepEqual(examined(openstack, view).findings, expected);
        });
    }

    it("names no rule of a group whose rules the next update changes", () => {
        const view = withLeft({ rules: [rule("group-of-cluster1")] });
        const { marked, ...cloud } = cloudOf(view, "cluster1");
        assert.ok(marked);
        const rules = marked.rules.slice(1);
        const less = changed(view, "cluster1", () => ({
            cloud: { seen: { ...cloud, marked: { ...marked, rules } } },
        }));
        assert.deepEqual(examined(openstack, less).findings, []);
    });

    it("names no rule while a peer's cloud does not say who that is", () => {
        const view = changed(withLeft({ rules: [rule("group-of-cluster1")] }), "cluster2", () => ({
            cloud: { failure: "Keystone: answered 401" },
        }));
        assert.deepEqual(
            examined(openstack, view).findings.map(({ code }) => code),
            ["cloud-unavailable"],
        );
    });

    it("names once what clusters of one project have in common", () => {
        const left = { ports: [port("linkerd-gateway-old")] };
        const view = withLeft(left);
        const { projectId } = cloudOf(view, "cluster1");
        const { marked } = cloudOf(view, "cluster2");
        assert.ok(marked);
        const shared = changed(view, "cluster2", () => ({
            cloud: {
                seen: {
                    ...cloudOf(view, "cluster2"),
                    projectId,
                    marked: { ...marked, ports: [...marked.ports, ...left.ports] },
                },
            },
        }));
        const [first, ...others] = examined(openstack, shared).findings;
        assert.deepEqual([first, others], [{ ...PORT, where: "cluster1, cluster2" }, []]);
    });
});
