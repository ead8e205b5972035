import assert from "node:assert/strict";
import { lookAtNodes } from "../../../operations/view/lookAtNodes";
import { NODE_COMMAND, NODE_QUESTIONS } from "../../../operations/view/nodeQuestions";
import { sshCluster } from "../support/sshCluster";
import { SshServerStandin } from "../support/sshServerStandin";

const ANSWER = { stdout: `natRules ${Buffer.from("-P INPUT ACCEPT\n").toString("base64")}\nend\n` };
const SEEN = {
    seen: {
        natRules: "-P INPUT ACCEPT\n",
        interfaces: [],
        unitEnabled: false,
        systemd: false,
    },
};

describe("lookAtNodes", () => {
    let server: SshServerStandin;

    beforeEach(async () => {
        server = new SshServerStandin();
        await server.start();
        server.answer = () => ANSWER;
    });

    afterEach(async () => {
        await server.stop();
    });

    it("asks every node the same over its standard input, and leaves", async () => {
        const looks = await lookAtNodes(sshCluster(server, ["master", "worker"]));
        assert.deepEqual(
            [...looks],
            [
                ["master", SEEN],
                ["worker", SEEN],
            ],
        );
        assert.deepEqual(server.commands, [
            [NODE_COMMAND, NODE_QUESTIONS],
            [NODE_COMMAND, NODE_QUESTIONS],
        ]);
    });

    it("tells of one node what is wrong with it, and of the others what it saw", async () => {
        const cluster = sshCluster(server, ["master", "worker"]);
        const hosts = cluster.nodes?.hosts.map((host) =>
            host.name === "worker" ? { ...host, address: "127.0.0.1", hostKey: undefined } : host,
        );
        const looks = await lookAtNodes({
            ...cluster,
            ...(cluster.nodes && hosts && { nodes: { ...cluster.nodes, hosts } }),
        });
        assert.deepEqual(
            [...looks],
            [
                ["master", SEEN],
                [
                    "worker",
                    { failure: "the configuration has no host key of it", kind: "host-key" },
                ],
            ],
        );
    });

    it("leaves out skipped nodes, and clusters without access", async () => {
        const { nodes, ...cluster } = sshCluster(server, ["master", "worker"]);
        assert.ok(nodes);
        const [master, worker] = nodes.hosts;
        assert.ok(master && worker);
        const skipped = { ...nodes, hosts: [master, { ...worker, skipped: true }] };
        assert.deepEqual(
            [...(await lookAtNodes({ ...cluster, nodes: skipped })).keys()],
            ["master"],
        );
        const { ssh, ...ports } = nodes;
        assert.ok(ssh);
        assert.deepEqual([...(await lookAtNodes({ ...cluster, nodes: ports }))], []);
        assert.deepEqual([...(await lookAtNodes(cluster))], []);
    });
});
