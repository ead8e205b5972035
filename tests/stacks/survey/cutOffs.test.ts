import assert from "node:assert/strict";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { cutOffProblem, cutOffProblems, removedLinks } from "../../../stacks/survey/cutOffs";
import { plainCluster, plainMesh } from "../../operations/support/plainClusters";
import { ApiServerStandin } from "../../support/apiServerStandin";

const link = (source: string, target: string) => ({ source, target, routing: "direct" }) as const;
const [OUT, BACK] = [link("cluster1", "cluster2"), link("cluster2", "cluster1")];
const PEERS = [{ stack: "org/mesh/south", clusters: ["cluster2"] }];
const BOTH = [plainCluster("cluster1"), plainCluster("cluster2")];

/** A stack of one cluster, whose link to that of another stack is configured. */
const ALONE = { ...plainMesh(BOTH.slice(0, 1)), peers: PEERS, peerLinks: [OUT, BACK] };

describe("removedLinks", () => {
    for (const [what, clusters, links, last, removed] of [
        ["none where the outputs say nothing", BOTH, [], undefined, []],
        ["none where all stay", BOTH, [OUT, BACK], [OUT], []],
        ["one that left the configuration", BOTH, [OUT], [OUT, BACK], [BACK]],
        [
            "the way to a cluster that left, and not its way back",
            BOTH.slice(0, 1),
            [],
            [OUT, BACK],
            [OUT],
        ],
    ] as const) {
        it(`are ${what}`, () => {
            assert.deepEqual(
                removedLinks(plainMesh(clusters, links), [], last && [...last]),
                removed,
            );
        });
    }

    it("are those to another stack that is silent, and not those that are made again", () => {
        assert.deepEqual(removedLinks(ALONE, [], [OUT]), [OUT]);
        assert.deepEqual(removedLinks(ALONE, [OUT], [OUT]), []);
    });
});

describe("cutOffProblem", () => {
    const workloads = ["Deployment shop/web"];
    for (const [what, clusters, use, expected] of [
        ["no mirror", BOTH, { services: [], workloads }, []],
        [
            "a mirror and its callers",
            BOTH,
            { services: ["shop/cart-cluster2"], workloads },
            [
                "links is a list of 0: cluster1-to-cluster2: without this link cluster1 loses the Services shop/cart-cluster2, and cuts them off from Deployment shop/web; write the link again, or set acceptCutOff to true",
            ],
        ],
        [
            "a mirror of a cluster that left",
            BOTH.slice(0, 1),
            { services: ["shop/cart-cluster2"], workloads: [] },
            [
                "clusters is a list of 1: cluster1-to-cluster2: without this link cluster1 loses the Services shop/cart-cluster2, and cuts them off; write cluster2 again, or set acceptCutOff to true",
            ],
        ],
    ] as const) {
        it(`tells of ${what}`, () => {
            assert.deepEqual(
                cutOffProblem(plainMesh(clusters), OUT, use).map((problem) =>
                    renderProblem(problem, {}, new Set()),
                ),
                expected,
            );
        });
    }

    it("tells which other stack has to bring a link back", () => {
        const use = { services: ["shop/cart-cluster2"], workloads };
        assert.deepEqual(
            cutOffProblem(ALONE, OUT, use).map((problem) => renderProblem(problem, {}, new Set())),
            [
                "peers is a list of 1: cluster1-to-cluster2: without this link cluster1 loses the Services shop/cart-cluster2, and cuts them off from Deployment shop/web; stack org/mesh/south has no account for cluster1 any more: write cluster1 in its key peers and run `pulumi up` there, or set acceptCutOff to true",
            ],
        );
    });
});

describe("cutOffProblems", () => {
    const mirror = {
        "mirror.linkerd.io/mirrored-service": "true",
        "mirror.linkerd.io/cluster-name": "cluster2",
    };
    const server = new ApiServerStandin([
        { kind: "Service", namespace: "shop", name: "cart-cluster2", labels: mirror },
        { kind: "Service", namespace: "sample", name: "helloworld-cluster2", labels: mirror },
        {
            kind: "Service",
            namespace: "shop",
            name: "cart-cluster3",
            labels: { ...mirror, "mirror.linkerd.io/cluster-name": "cluster3" },
        },
    ]);

    before(() => server.start());
    after(() => server.stop());

    const problems = async (links: readonly (typeof OUT)[], cutOff = false) => {
        const clusters = BOTH.map((one) => ({ ...one, kubeconfig: server.kubeconfig() }));
        const mesh = plainMesh(clusters, links);
        const accepted = { ...mesh.accepted, cutOff };
        return (await cutOffProblems({ ...mesh, accepted }, [], { links: [OUT] })).map(
            ({ path, advice }) => [...path, advice.split(",")[0]].join(": "),
        );
    };

    it("asks the source of a removed link for the mirrors of its target", async () => {
        assert.deepEqual(await problems([]), [
            "links: cluster1-to-cluster2: without this link cluster1 loses the Services shop/cart-cluster2",
        ]);
    });

    it("asks nothing where no link goes, or where that is accepted", async () => {
        server.requests.length = 0;
        assert.deepEqual([await problems([OUT]), await problems([], true)], [[], []]);
        assert.deepEqual(server.requests, []);
    });

    it("leaves an API server that does not answer to the rest of the survey", async () => {
        server.forbidden.add("/api/v1/pods");
        assert.deepEqual(await problems([]), []);
    });
});
