import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import {
    answers,
    bastionWarnings,
    withAnsweringBastions,
} from "../../../stacks/survey/answeringBastions";
import { nodesConfig } from "../../operations/support/nodes";
import { clusterInOpenStack, plainMesh } from "../../operations/support/plainClusters";

const MASTERS = ["203.0.113.11", "203.0.113.12", "203.0.113.13"];

/** A cluster with two masters that stand in for its bastion. */
function withFallbacks(name = "cluster1"): PlainClusterConfig {
    const nodes = nodesConfig(name);
    const fallbackBastions = MASTERS.slice(1).map((host) => ({
        host,
        port: 2200,
        user: "jump",
        hostKey: `key of ${host}`,
    }));
    return clusterInOpenStack(name, {}, { nodes: { ...nodes, fallbackBastions } });
}

/** The configuration where only these hosts answer. */
function where(alive: readonly string[], ...clusters: readonly PlainClusterConfig[]) {
    return withAnsweringBastions(plainMesh(clusters), ({ host }) =>
        Promise.resolve(alive.includes(host)),
    );
}

describe("answers", () => {
    const servers: Server[] = [];
    /** Port of a server that says this to whoever connects. */
    const serverThat = async (...says: readonly string[]): Promise<number> => {
        const server = createServer((socket) => {
            for (const text of says) socket.write(text);
            socket.end();
        });
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return (server.address() as AddressInfo).port;
    };
    const at = (port: number) => answers({ host: "127.0.0.1", port });

    const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

    after(async () => {
        await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    });

    it("takes what greets as an SSH server", async () => {
        assert.equal(await at(await serverThat("SSH-2.0-OpenSSH_9.6\r\n")), true);
    });

    it("takes nothing else that listens", async () => {
        assert.equal(await at(await serverThat("220 mail.example\r\n")), false);
        assert.equal(await at(await serverThat()), false);
    });

    it("takes no port where nothing listens", async () => {
        const port = await serverThat();
        await Promise.all(servers.splice(-1).map(closed));
        assert.equal(await at(port), false);
    });
});

describe("withAnsweringBastions", () => {
    it("takes the first that answers, in the order of the configuration", async () => {
        const taken = async (...alive: readonly string[]) =>
            (await where(alive, withFallbacks())).clusters[0]?.nodes;
        const [first = "", second = "", third = ""] = MASTERS;
        assert.deepEqual(await taken(first, second, third), withFallbacks().nodes);
        const stoodIn = await taken(third, second);
        assert.deepEqual(stoodIn?.ssh?.bastion, {
            host: second,
            port: 2200,
            user: "jump",
            hostKey: `key of ${second}`,
        });
        assert.deepEqual(stoodIn.silentBastions, [first]);
        assert.deepEqual((await taken(third))?.silentBastions, [first, second]);
    });

    it("keeps the first where none answers: its failure is told when it is used", async () => {
        assert.deepEqual((await where([], withFallbacks())).clusters, [withFallbacks()]);
    });

    it("asks nobody where there is nothing to choose from", async () => {
        const mesh = plainMesh([clusterInOpenStack("cluster1")]);
        const asked = await withAnsweringBastions(mesh, () => {
            throw new Error("asked");
        });
        assert.deepEqual(asked, mesh);
    });

    it("warns of those that were passed over", async () => {
        const mesh = await where(
            ["203.0.113.13", "203.0.113.21"],
            withFallbacks(),
            withFallbacks("cluster2"),
        );
        assert.deepEqual(bastionWarnings(mesh), [
            "cluster1: no SSH server answers at 203.0.113.11, 203.0.113.12; its nodes are reached through 203.0.113.13.",
        ]);
    });
});
