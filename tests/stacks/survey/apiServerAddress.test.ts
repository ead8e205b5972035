import assert from "node:assert/strict";
import type { ApiServerPlace, CloudPort, CloudView } from "../../../stacks/survey/cloudView";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { apiServerAddressProblems, unseenApiServer } from "../../../stacks/survey/apiServerAddress";
import { surveyedCluster, type SurveyedCluster } from "../../../stacks/survey/surveyedCluster";
import { toProblem } from "../../../stacks/survey/surveyProblem";
import { egressOf, healthyCloud, ownRule } from "../../operations/support/cloud";
import { clusterInOpenStack, plainMesh } from "../../operations/support/plainClusters";

const VIP = "203.0.113.40";
const SERVER = `https://${VIP}:6443`;
const FLOATING = {
    id: "floating-of-vip",
    address: VIP,
    networkId: "public-id",
    portId: "port-of-vip",
    fixedIp: "10.10.0.100",
    description: "",
};

function port(id: string, changes: Partial<CloudPort> = {}): CloudPort {
    return {
        id,
        name: id,
        fixedIps: ["10.10.0.100"],
        securityGroupIds: [],
        portSecurityEnabled: true,
        addressPairs: [],
        ...changes,
    };
}

const VIRTUAL: ApiServerPlace = {
    floatingIp: FLOATING,
    port: port("port-of-vip"),
    kind: "virtual",
    carriers: [port("port-of-cluster1-master", { securityGroupIds: ["group-of-cluster1"] })],
    securityGroups: [],
};
const BALANCER = port("balancer", { securityGroupIds: ["group-of-balancer"] });

/** Instances before the API servers, whose group has these rules. */
function balanced(...ingress: readonly ReturnType<typeof ownRule>[]): ApiServerPlace {
    return {
        ...VIRTUAL,
        carriers: [BALANCER],
        securityGroups: [{ id: "group-of-balancer", name: "balancers", ingress }],
    };
}

function surveyed(name: string, index: number, cloud: Partial<CloudView> = {}, apiServer = SERVER) {
    const config = clusterInOpenStack(name, {}, name === "cluster1" ? { apiServer } : {});
    const [found] = surveyedCluster(config, index, {
        seen: { ...healthyCloud(config, []), ...cloud },
    });
    assert.ok(found !== undefined);
    return found;
}

/** The mesh of cluster1 with this in front of its API servers, and cluster2, which links to it or does not. */
function site(cluster: SurveyedCluster, isTarget = true) {
    const all = [cluster, surveyed("cluster2", 1)];
    const links = isTarget
        ? [{ source: "cluster2", target: "cluster1", routing: "dnat" as const }]
        : [];
    return {
        all,
        config: plainMesh(
            all.map(({ config }) => config),
            links,
        ),
    };
}

function problems(apiServer: ApiServerPlace | undefined, isTarget = true) {
    const cluster = surveyed("cluster1", 0, apiServer === undefined ? {} : { apiServer });
    const { all, config } = site(cluster, isTarget);
    return apiServerAddressProblems(cluster, config, all).map((problem) => [
        problem.code,
        renderProblem(toProblem(problem), {}, new Set()),
    ]);
}

const [ROUTER = "", MASTER = ""] = [...egressOf("cluster2")].sort();
const AT = `clusters[0].apiServer is "${SERVER}": cluster1:`;
const CREATE = "openstack security group rule create --protocol tcp --dst-port 6443 --remote-ip";

describe("apiServerAddressProblems", () => {
    const cases: readonly [string, ApiServerPlace | undefined, [string, string][]][] = [
        ["nothing of an address of a node, or outside of the project", undefined, []],
        ["nothing of a virtual IP that a master may carry", VIRTUAL, []],
        [
            "nothing of a load balancer of the cloud",
            { ...VIRTUAL, kind: "cloud", carriers: [] },
            [],
        ],
        [
            "nothing of a floating IP that leads to another project",
            { floatingIp: FLOATING, carriers: [], securityGroups: [] },
            [],
        ],
        [
            "a floating IP that leads nowhere",
            {
                floatingIp: { ...FLOATING, portId: "", fixedIp: "" },
                carriers: [],
                securityGroups: [],
            },
            [
                [
                    "api-server-floating-ip-idle",
                    `${AT} floating IP ${VIP} leads to no port; lead it to the port of the virtual IP, of the load balancer or of a master with 'openstack floating ip set --port PORT_OF_THE_VIRTUAL_IP ${VIP}'`,
                ],
            ],
        ],
        [
            "a virtual IP that nobody may send from",
            { ...VIRTUAL, carriers: [] },
            [
                [
                    "api-server-address-uncarried",
                    `${AT} floating IP ${VIP} leads to 10.10.0.100, and no allowed address pair lets an instance send from that; the owner of the ports runs 'openstack port set --allowed-address ip-address=10.10.0.100 PORT_OF_EACH_MASTER'`,
                ],
            ],
        ],
        [
            "an instance whose group keeps one peer's address out",
            balanced(ownRule(6443, ROUTER), ownRule(4143, MASTER)),
            [
                [
                    "api-server-rule-missing",
                    `${AT} no security group of port balancer, through which packets to the API server enter, lets in TCP 6443 from ${MASTER}; its owner runs '${CREATE} ${MASTER}/32 group-of-balancer'`,
                ],
            ],
        ],
        [
            "an instance whose groups have no rule at all",
            balanced(),
            [
                [
                    "api-server-rule-missing",
                    `${AT} no security group of port balancer, through which packets to the API server enter, lets in TCP 6443 from ${ROUTER}, ${MASTER}; its owner runs '${CREATE} ${ROUTER}/32 group-of-balancer' and '${CREATE} ${MASTER}/32 group-of-balancer'`,
                ],
            ],
        ],
        [
            "nothing of an instance that lets the peers in",
            balanced(ownRule(6443, ROUTER), ownRule(6443, MASTER)),
            [],
        ],
        [
            "nothing of an instance with a group that the project may not see",
            { ...balanced(), securityGroups: [] },
            [],
        ],
        [
            "nothing of an instance without port security",
            { ...balanced(), carriers: [{ ...BALANCER, portSecurityEnabled: false }] },
            [],
        ],
    ];
    for (const [what, place, expected] of cases) {
        it(`tells ${what}`, () => {
            assert.deepEqual(problems(place), expected);
        });
    }

    it("tells nothing of a cluster that no link leads to", () => {
        assert.deepEqual(problems(balanced(), false), []);
    });
});

describe("unseenApiServer", () => {
    const unseen = (cloud: Partial<CloudView>, server?: string, isTarget = true) => {
        const cluster = surveyed("cluster1", 0, cloud, server);
        return unseenApiServer(cluster, site(cluster, isTarget).config);
    };

    it("names an address that is nobody's in the project", () => {
        const told = [`cluster1: ${VIP} in apiServer is no floating IP of its project`];
        assert.deepEqual(unseen({}), told);
        assert.deepEqual(unseen({}, SERVER, false), []);
    });

    it("names a load balancer of the cloud, and a port of another project", () => {
        assert.deepEqual(unseen({ apiServer: { ...VIRTUAL, kind: "cloud" } }), [
            `cluster1: who may connect to the load balancer at ${VIP}`,
        ]);
        const apiServer = { floatingIp: FLOATING, carriers: [], securityGroups: [] };
        assert.deepEqual(unseen({ apiServer }), [
            `cluster1: the port that ${VIP} in apiServer leads to is another project's`,
        ]);
    });

    it("has nothing to say of a virtual IP, of addresses of nodes, and of names", () => {
        assert.deepEqual(unseen({ apiServer: VIRTUAL }), []);
        assert.deepEqual(unseen({}, "https://203.0.113.11:6443"), []);
        assert.deepEqual(unseen({}, "https://10.10.0.11:6443"), []);
        assert.deepEqual(unseen({}, "https://api.example:6443"), []);
    });
});
