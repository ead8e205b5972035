import assert from "node:assert/strict";
import { lookAtGatewayAlive } from "../../../operations/view/lookAtGatewayAlive";
import { AnsweringServerStandin, type Reply } from "../support/answeringServerStandin";
import { LinkedMesh } from "../support/linkedMesh";

const POD = "linkerd-service-mirror-cluster2-5f7d-abcde";
const PATH = `GET /api/v1/namespaces/linkerd-multicluster/pods/${POD}%3A9999/proxy/metrics`;

function metrics(target: string, value: number): string {
    return [
        "# HELP gateway_alive A gauge which is 1 if the gateway is alive and 0 if it is not.",
        "# TYPE gateway_alive gauge",
        `gateway_alive{target_cluster_name="${target}"} ${value}`,
        'gateway_alive{target_cluster_name="another"} 1',
        "# TYPE gateway_latency gauge",
        `gateway_latency{target_cluster_name="${target}"} 2`,
        "",
    ].join("\n");
}

describe("lookAtGatewayAlive", () => {
    let mesh: LinkedMesh;
    let server: AnsweringServerStandin;
    const look = async (reply: Reply) => {
        server = await AnsweringServerStandin.start(({ call }) =>
            call === PATH ? reply : undefined,
        );
        const [source] = mesh.config.clusters;
        if (source === undefined) throw new Error("no cluster");
        const config = { ...source, kubeconfig: server.kubeconfig("operator") };
        const seen = await lookAtGatewayAlive(config, mesh.kubernetes("cluster1"), "cluster2");
        assert.deepEqual(server.unexpected, []);
        return seen;
    };

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    afterEach(() => {
        server.stop();
    });

    const CASES: readonly [string, Reply, object][] = [
        ["a gateway that answers", { body: metrics("cluster2", 1) }, { seen: true }],
        ["a gateway that does not", { body: metrics("cluster2", 0) }, { seen: false }],
        [
            "metrics of other links only",
            { body: metrics("cluster3", 1) },
            { failure: `the metrics of pod ${POD} have no gateway_alive of cluster2` },
        ],
        [
            "a pod that is gone",
            { status: 404, body: { message: `pods "${POD}" not found` } },
            {
                failure: `the metrics of pod ${POD} were asked for, but it answers 404: pods "${POD}" not found`,
            },
        ],
    ];
    for (const [what, reply, expected] of CASES) {
        it(`reads ${what} from the replica that holds the lease`, async () => {
            assert.deepEqual(await look(reply), expected);
        });
    }

    it("asks nobody where no replica holds the lease", async () => {
        mesh.kubernetes("cluster1").leases = [];
        assert.deepEqual(await look({ body: "" }), {
            failure: "nobody holds Lease service-mirror-write-cluster2",
        });
    });
});
