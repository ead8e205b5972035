import assert from "node:assert/strict";
import type { LinkConfig } from "../../../stacks/configuration/types/meshConfig";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import type { CloudView } from "../../../stacks/survey/cloudView";
import {
    egressOf,
    egressProblems,
    hijackProblems,
    isInside,
    unknownEgress,
} from "../../../stacks/survey/egress";
import { toProblem, type SurveyProblem } from "../../../stacks/survey/surveyProblem";
import { surveyedCluster, type SurveyedCluster } from "../../../stacks/survey/surveyedCluster";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { healthyCloud } from "../../operations/support/cloud";
import { clusterInOpenStack, plainCluster } from "../../operations/support/plainClusters";

function surveyed(
    name: string,
    index: number,
    cloud: Partial<CloudView> = {},
    config: Partial<PlainClusterConfig> = {},
): SurveyedCluster {
    const cluster = clusterInOpenStack(name, {}, config);
    const seen = { ...healthyCloud(cluster, []), ...cloud };
    const [found] = surveyedCluster(cluster, index, { seen });
    assert.ok(found !== undefined);
    return found;
}

const lines = (problems: readonly SurveyProblem[]) =>
    problems.map((problem) => renderProblem(toProblem(problem), {}, new Set()));
const CLUSTER1 = surveyed("cluster1", 0);
const CLUSTER2 = surveyed("cluster2", 1);
const { router: ROUTER, floatingIps } = CLUSTER1.cloud;
const [FLOATING] = floatingIps;
assert.ok(ROUTER !== undefined && FLOATING !== undefined);
const NO_ROUTER = { router: { ...ROUTER, externalAddresses: ["2001:db8::5"] } };

function link(source: string, target: string, routing: LinkConfig["routing"]): LinkConfig {
    return { source, target, routing };
}

describe("isInside", () => {
    for (const [address, cidr, expected] of [
        ["10.10.0.150", "10.10.0.0/24", true],
        ["10.10.1.150", "10.10.0.0/24", false],
        ["10.10.0.150", "2001:db8::/64", false],
        ["fd00::1", "10.10.0.0/24", false],
    ] as const) {
        it(`is ${expected} for ${address} in ${cidr}`, () => {
            assert.equal(isInside(address, cidr), expected);
        });
    }
});

describe("egressOf", () => {
    it("is the router's IPv4 address and the nodes' floating IPs, each once, sorted", () => {
        assert.deepEqual(egressOf(CLUSTER1), ["203.0.113.11", "203.0.113.13"]);
        const twice = [{ ...FLOATING, address: "203.0.113.13" }];
        assert.deepEqual(egressOf(surveyed("cluster1", 0, { floatingIps: twice })), [
            "203.0.113.13",
        ]);
    });

    it("is what the configuration says, where it says something", () => {
        const egressAddresses = ["198.51.100.9", "198.51.100.1", "198.51.100.9"];
        assert.deepEqual(egressOf(surveyed("cluster1", 0, {}, { egressAddresses })), [
            "198.51.100.1",
            "198.51.100.9",
        ]);
    });

    const several = { floatingIps: [FLOATING, { ...FLOATING, address: "203.0.113.19" }] };
    for (const [what, cluster] of [
        ["the router is not known", surveyed("cluster1", 0, { router: undefined })],
        ["the router has no IPv4 address", surveyed("cluster1", 0, NO_ROUTER)],
        ["a port has several floating IPs", surveyed("cluster1", 0, several)],
    ] as const) {
        it(`is not known where ${what}`, () => {
            assert.equal(egressOf(cluster), undefined);
        });
    }
});

describe("egressProblems", () => {
    const clusters = [CLUSTER1.config, CLUSTER2.config, plainCluster("cluster3")];
    const unknown = surveyed("cluster1", 0, NO_ROUTER);

    it("says what to write", () => {
        const links = [link("cluster1", "cluster2", "dnat")];
        const problems = egressProblems({ clusters, links, peerLinks: [] }, [unknown, CLUSTER2]);
        assert.deepEqual(
            problems.map(({ code }) => code),
            ["egress-addresses-unknown"],
        );
        assert.deepEqual(lines(problems), [
            "clusters[0].egressAddresses is missing: cluster1: Neutron does not say from which addresses its pods reach other clusters; " +
                'write them, for example ["203.0.113.10", "203.0.113.5"]',
        ]);
    });

    it("says nothing of a cluster whose peers are not filtered, or that is no source", () => {
        for (const links of [
            [link("cluster1", "cluster3", "none")],
            [link("cluster2", "cluster1", "dnat")],
        ]) {
            assert.deepEqual(
                egressProblems({ clusters, links, peerLinks: [] }, [unknown, CLUSTER2]),
                [],
            );
        }
    });

    it("wants the addresses of a source of links to other stacks, whatever filters there", () => {
        const peerLinks = [{ source: "cluster1", target: "elsewhere" }];
        const problems = egressProblems({ clusters, links: [], peerLinks }, [unknown, CLUSTER2]);
        assert.deepEqual(
            problems.map(({ where }) => where),
            ["cluster1"],
        );
    });

    for (const [what, cloud] of [
        [
            "a router without a gateway",
            { router: { ...ROUTER, externalNetworkId: "", externalAddresses: [] } },
        ],
        ["a router that is not found", { unresolved: new Map([["router", 0]] as const) }],
        ["a subnet that is not found", { unresolved: new Map([["subnet", 2]] as const) }],
    ] as const) {
        it(`leaves ${what} to the problem that tells of it`, () => {
            const cluster = surveyed("cluster1", 0, { ...NO_ROUTER, ...cloud });
            assert.equal(egressOf(cluster), undefined);
            const links = [link("cluster1", "cluster2", "dnat")];
            assert.deepEqual(
                unknownEgress({ clusters, links, peerLinks: [] }, [cluster, CLUSTER2]),
                [],
            );
        });
    }
});

describe("hijackProblems", () => {
    const addresses = new Map([
        ["cluster1", "10.10.0.150"],
        ["cluster2", "10.10.0.160"],
    ]);
    const narrow = surveyed("cluster2", 1, {
        subnet: { id: "subnet-2", name: "cp-subnet", cidr: "10.10.0.160/27" },
    });
    const both = [CLUSTER1, narrow];

    it("refuses to rewrite an address of the source's own subnet", () => {
        const problems = hijackProblems([link("cluster1", "cluster2", "dnat")], both, addresses);
        assert.deepEqual(
            problems.map(({ code, where }) => [code, where]),
            [["gateway-in-source-subnet", "cluster1-to-cluster2"]],
        );
        assert.deepEqual(lines(problems), [
            'clusters[1].gateway.ip is "10.10.0.160": cluster1-to-cluster2: the gateway of cluster2 has 10.10.0.160, which lies in 10.10.0.0/24, the subnet of cluster1 too; ' +
                "write routing direct for the link from cluster1 to cluster2",
        ]);
    });

    for (const routing of ["direct", "none"] as const) {
        it(`lets a link of routing ${routing} be: its nodes rewrite nothing`, () => {
            const links = [link("cluster1", "cluster2", routing)];
            assert.deepEqual(hijackProblems(links, both, addresses), []);
        });
    }

    it("looks at the source's subnet, not at the target's", () => {
        const back = [link("cluster2", "cluster1", "dnat")];
        assert.deepEqual(hijackProblems(back, both, addresses), []);
        const inside = new Map([["cluster1", "10.10.0.170"]]);
        assert.equal(hijackProblems(back, both, inside).length, 1);
    });

    it("takes an address that is read later for one of the target's subnet", () => {
        const later = (source: string, target: string) =>
            lines(hijackProblems([link(source, target, "dnat")], both, new Map()));
        assert.deepEqual(later("cluster1", "cluster2"), [
            "clusters[1].gateway.ip is missing: cluster1-to-cluster2: the gateway of cluster2 has an address of 10.10.0.160/27, which lies in 10.10.0.0/24, the subnet of cluster1 too; " +
                "write routing direct for the link from cluster1 to cluster2",
        ]);
        // Here some addresses are of both, and some are not.
        assert.deepEqual(later("cluster2", "cluster1"), []);
    });
});
