import assert from "node:assert/strict";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { createServer } from "node:tls";
import { stringify } from "yaml";
import { lookAtNodes } from "../../../operations/view/lookAtNodes";
import { lookAtReach } from "../../../operations/view/lookAtReach";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { selfSigned } from "../../support/selfSigned";
import { sshCluster } from "../support/sshCluster";
import { SshServerStandin, STRANGE_KEY } from "../support/sshServerStandin";

function portOf(server: Server): number {
    return (server.address() as AddressInfo).port;
}

describe("lookAtReach", () => {
    let ssh: SshServerStandin;
    let api: Server;
    let mute: Server;
    let port: number;
    const identity = selfSigned();

    beforeEach(async () => {
        ssh = new SshServerStandin();
        api = createServer(identity);
        mute = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
        await Promise.all([
            ssh.start(),
            ...[api, mute].map(
                (server) => new Promise<void>((resolve) => server.listen(0, "localhost", resolve)),
            ),
        ]);
        port = portOf(api);
    });

    afterEach(async () => {
        await ssh.stop();
        await Promise.all(
            [api, mute].map((server) => new Promise((resolve) => server.close(resolve))),
        );
    });

    /** A cluster with this API server, whose CA is `ca`. */
    function target(apiServer: string, ca = identity.cert): PlainClusterConfig {
        const cluster = {
            server: "https://not-asked.example:6443",
            "certificate-authority-data": Buffer.from(ca).toString("base64"),
        };
        return {
            ...sshCluster(ssh, []),
            name: "cluster2",
            apiServer,
            kubeconfig: stringify({
                "current-context": "c",
                clusters: [{ name: "c", cluster }],
                contexts: [{ name: "c", context: { cluster: "c", user: "c" } }],
                users: [{ name: "c", user: { token: "t" } }],
            }),
        };
    }

    const look = async (to: PlainClusterConfig, nodes = ["master", "worker"]) =>
        (await lookAtReach(sshCluster(ssh, nodes), [to])).get("cluster2");

    it("connects from the first node and checks the certificate", async () => {
        assert.deepEqual(await look(target(`https://localhost:${port}`)), {
            seen: { node: "master" },
        });
        assert.ok(ssh.forwards.includes(`localhost:${port}`));
        assert.deepEqual(ssh.commands, []);
    });

    it("connects from the next where the first cannot be logged in to", async () => {
        const cluster = sshCluster(ssh, ["master", "worker"]);
        assert.ok(cluster.nodes);
        const hosts = cluster.nodes.hosts.map((host) =>
            host.name === "master" ? { ...host, hostKey: undefined } : host,
        );
        const looks = await lookAtReach({ ...cluster, nodes: { ...cluster.nodes, hosts } }, [
            target(`https://localhost:${port}`),
        ]);
        assert.deepEqual([...looks], [["cluster2", { seen: { node: "worker" } }]]);
    });

    it("tells a certificate for another name", async () => {
        assert.deepEqual(await look(target(`https://127.0.0.1:${port}`)), {
            failure: `127.0.0.1:${port}: its certificate names other hosts (from master)`,
            kind: "other-server",
        });
    });

    it("tells a certificate of another CA", async () => {
        assert.deepEqual(await look(target(`https://localhost:${port}`, selfSigned().cert)), {
            failure: `localhost:${port}: its certificate is not signed by the CA in the kubeconfig (from master)`,
            kind: "other-server",
        });
    });

    it("tells what speaks no TLS", async () => {
        assert.deepEqual(await look(target(`https://localhost:${portOf(mute)}`)), {
            failure: `localhost:${portOf(mute)}: what listens there speaks no TLS (from master)`,
            kind: "other-server",
        });
    });

    it("tells a port at which nothing listens, 443 where the URL has none", async () => {
        assert.deepEqual(await look(target("https://127.0.0.1:1")), {
            failure: "127.0.0.1:1: it cannot be connected to (from master)",
        });
        await look(target("https://127.0.0.1"));
        assert.equal(ssh.forwards.at(-1), "127.0.0.1:443");
    });

    describe("where nodes forward nothing", () => {
        /** Nodes are dialled directly: the bastion has to forward. */
        const direct = async (status: number) => {
            ssh.forwarding = "prohibited";
            ssh.answer = () => ({ status });
            const { nodes, ...cluster } = sshCluster(ssh, ["master"]);
            assert.ok(nodes?.ssh);
            const { bastion, ...access } = nodes.ssh;
            assert.ok(bastion);
            const looks = await lookAtReach({ ...cluster, nodes: { ...nodes, ssh: access } }, [
                target("https://198.51.100.7:6443"),
            ]);
            return looks.get("cluster2");
        };

        it("connects with bash in their place", async () => {
            assert.deepEqual(await direct(0), { seen: { node: "master" } });
            assert.deepEqual(ssh.commands, [
                [`timeout 10 bash -c ': </dev/tcp/"$0"/"$1"' '198.51.100.7' 6443`, ""],
            ]);
        });

        for (const [status, failure, kind] of [
            [124, "198.51.100.7:6443: no answer within 10 s (from master)", "unreachable"],
            [
                1,
                "198.51.100.7:6443: the connection is refused, or has no way (from master)",
                "refused",
            ],
        ] as const) {
            it(`tells a connection that ends with ${status}`, async () => {
                assert.deepEqual(await direct(status), { failure, kind });
            });
        }
    });

    it("says nothing where no node can be logged in to, nor without access", async () => {
        const { nodes, ...cluster } = sshCluster(ssh, ["master"]);
        assert.ok(nodes?.ssh);
        const strange = { ...nodes, ssh: { ...nodes.ssh, privateKey: STRANGE_KEY } };
        const to = [target(`https://localhost:${port}`)];
        assert.deepEqual([...(await lookAtReach({ ...cluster, nodes: strange }, to))], []);
        assert.deepEqual([...(await lookAtReach(cluster, to))], []);
    });

    it("shares its logins with whoever looks at the nodes meanwhile", async () => {
        const cluster = sshCluster(ssh, ["master", "worker"]);
        await Promise.all([
            lookAtNodes(cluster),
            lookAtReach(cluster, [target(`https://localhost:${port}`)]),
        ]);
        // To the bastion, and to each of two nodes.
        assert.equal(ssh.logins.length, 3);
        await lookAtNodes(cluster);
        assert.equal(ssh.logins.length, 6, "the connections were ended in between");
    });
});
