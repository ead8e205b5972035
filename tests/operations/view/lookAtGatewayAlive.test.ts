import assert from "node:assert/strict";
import { lookAtGatewayAlive } from "../../../operations/view/lookAtGatewayAlive";
import {
    AnsweringServerStandin,
    type Reply,
    type UpgradeResponder,
} from "../support/answeringServerStandin";
import { openStreams, ok } from "../support/forwardedPort";
import { LinkedMesh } from "../support/linkedMesh";

const POD = "linkerd-service-mirror-cluster2-5f7d-abcde";
const CALL = `GET /api/v1/namespaces/linkerd-multicluster/pods/${POD}/portforward?ports=9999`;
const ASKED = `the metrics of pod ${POD} were asked for, but`;

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

/** A pod that answers the request of its port with this text. */
function pod(answer: readonly string[], answered?: () => void): UpgradeResponder {
    return (_call, accept) => {
        void accept().then((socket) => {
            openStreams(socket, 9999);
            let asked = "";
            socket.on("message", (data: Buffer) => {
                asked += data.subarray(1).toString();
                if (!asked.endsWith("\r\n\r\n")) return;
                assert.match(asked, /^GET \/metrics HTTP\/1\.1\r\n/);
                for (const part of answer) {
                    socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(part)]));
                }
                // The client has read all of it when it answers this.
                if (answered !== undefined) socket.once("pong", answered).ping();
            });
        });
    };
}

describe("lookAtGatewayAlive", () => {
    let mesh: LinkedMesh;
    let server: AnsweringServerStandin;
    const calls: string[] = [];
    const look = async (onUpgrade?: UpgradeResponder, reply?: Reply, end?: AbortSignal) => {
        server = await AnsweringServerStandin.start(
            ({ call }) => (call === CALL ? reply : undefined),
            onUpgrade &&
                ((call, accept) => {
                    calls.push(call);
                    onUpgrade(call, accept);
                }),
        );
        const [source] = mesh.config.clusters;
        if (source === undefined) throw new Error("no cluster");
        const config = { ...source, kubeconfig: server.kubeconfig("operator") };
        const seen = await lookAtGatewayAlive(config, mesh.kubernetes("cluster1"), "cluster2", end);
        await server.left();
        assert.deepEqual(server.unexpected, []);
        return seen;
    };

    beforeEach(() => {
        mesh = new LinkedMesh();
        calls.length = 0;
    });

    afterEach(() => {
        server.stop();
    });

    const CASES: readonly [string, UpgradeResponder, object][] = [
        ["a gateway that answers", pod(ok(metrics("cluster2", 1))), { seen: true, latency: 2 }],
        ["a gateway that does not", pod(ok(metrics("cluster2", 0))), { seen: false }],
        [
            "metrics of other links only",
            pod(ok(metrics("cluster3", 1))),
            { failure: `the metrics of pod ${POD} have no gateway_alive of cluster2` },
        ],
        [
            "a port that answers something else",
            pod(["HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"]),
            { failure: `${ASKED} it answers 403` },
        ],
        [
            "a port that nobody listens at",
            (_call, accept) => {
                void accept().then((socket) => {
                    openStreams(socket, 9999);
                    socket.send(Buffer.from("\u0001connect: connection refused\n"));
                    socket.close();
                });
            },
            { failure: `${ASKED} connect: connection refused` },
        ],
        [
            "a connection that is cut off",
            (_call, accept) => {
                void accept().then((socket) => {
                    socket.terminate();
                });
            },
            { failure: `${ASKED} the connection was reset` },
        ],
    ];
    for (const [what, onUpgrade, expected] of CASES) {
        it(`reads ${what} from the replica that holds the lease`, async () => {
            assert.deepEqual([await look(onUpgrade), calls], [expected, [CALL]]);
        });
    }

    it("reads a pod that is gone from the replica that holds the lease", async () => {
        const reply = { status: 404, body: { message: `pods "${POD}" not found` } };
        assert.deepEqual(await look(undefined, reply), {
            failure: `${ASKED} it answers 404: pods "${POD}" not found`,
        });
    });

    it("ends at its limit with an API server that never answers the upgrade", async () => {
        const limit = new AbortController();
        const never = () => {
            limit.abort();
        };
        assert.deepEqual(await look(never, undefined, limit.signal), {
            failure: `${ASKED} it does not answer`,
        });
    });

    const SILENT: readonly [string, string[]][] = [
        ["after the upgrade", []],
        ["in the middle of an answer", ["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"]],
    ];
    for (const [when, answer] of SILENT) {
        it(`ends at its limit with a pod that is silent ${when}`, async () => {
            const limit = new AbortController();
            const silent = pod(answer, () => {
                limit.abort();
            });
            assert.deepEqual(await look(silent, undefined, limit.signal), {
                failure: `${ASKED} it does not answer`,
            });
        });
    }

    it("asks nobody where no replica holds the lease", async () => {
        mesh.kubernetes("cluster1").leases = [];
        assert.deepEqual(await look(), {
            failure: "nobody holds Lease service-mirror-write-cluster2",
        });
    });
});
