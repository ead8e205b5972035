import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import pRetry from "p-retry";
import { nodePaths } from "../../../sandbox/node/paths";
import { startSshd } from "../../../sandbox/node/sshd";
import type { NodeAddresses } from "../../../sandbox/settings/addresses";
import { daemonPid, stopDaemon } from "../../../sandbox/system/processes";
import type { Entry, RunFault, RunScene } from "./runFault";

function nodeOf({ first }: RunScene, position: number): NodeAddresses {
    const node = first.nodes.at(position);
    if (node === undefined) throw new Error("no such node");
    return node;
}

/** The rules of every node of the first cluster are written anew. */
export const revision = (first: Entry) => {
    first.nodes.revision = (first.nodes.revision ?? 1) + 1;
};

const NEW_NODE = { name: "cluster1-node9", address: "192.0.2.9" };

/** Connections that say nothing, and so count as those that have not logged in yet. */
const silent: Socket[] = [];

function sshdFiles({ stack: { settings } }: RunScene, node: NodeAddresses) {
    return {
        config: join(nodePaths(settings, node).etc, "sshd_config"),
        log: join(settings.stateDir, "logs", `${node.name}-sshd.log`),
        /** sshd reads its configuration anew. */
        reload: () => process.kill(daemonPid(settings, `${node.name}-sshd`), "SIGHUP"),
    };
}

/** The bastion takes one connection at a time that has not logged in, and somebody else has that one. */
async function fillBastion(scene: RunScene): Promise<void> {
    const { config, log, reload } = sshdFiles(scene, nodeOf(scene, 0));
    await appendFile(config, "MaxStartups 1:100:1\n");
    const listens = async () => (await readFile(log, "utf8")).match(/Server listening/g)?.length;
    const before = await listens();
    reload();
    await pRetry(
        async () => {
            if ((await listens()) === before) {
                throw new Error("sshd did not read its configuration");
            }
        },
        { retries: 100, factor: 1, minTimeout: 100 },
    );
    const socket = connect(22, scene.first.masterFloatingIp);
    socket.on("error", () => undefined);
    silent.push(socket);
    // Its banner: from now on the connection counts.
    await once(socket, "data");
}

async function emptyBastionOnceFelt(scene: RunScene): Promise<void> {
    const { log } = sshdFiles(scene, nodeOf(scene, 0));
    await pRetry(
        async () => {
            if (!/drop connection|MaxStartups/.test(await readFile(log, "utf8"))) {
                throw new Error("the bastion refuses nobody");
            }
        },
        { retries: 300, factor: 1, minTimeout: 100 },
    );
    await emptyBastion(scene);
}

/** As before: with the limit the second connection of a node that is the bastion too is refused as well. */
async function emptyBastion(scene: RunScene): Promise<void> {
    for (const socket of silent.splice(0)) socket.destroy();
    const { config, reload } = sshdFiles(scene, nodeOf(scene, 0));
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replaceAll("MaxStartups 1:100:1\n", ""));
    reload();
}

/** What happens to nodes. */
export const NODE_RUN_FAULTS: readonly RunFault[] = [
    {
        title: "sshd of one node is stopped while the rules of all are written",
        work: revision,
        inject: (scene) => stopDaemon(scene.stack.settings, `${nodeOf(scene, -1).name}-sshd`),
        clear: (scene) => startSshd(scene.stack.settings, nodeOf(scene, -1)),
        where: ({ first }) => first,
        says: /cluster1-routes-cluster1-node3-command/,
    },
    {
        title: "the bastion takes one connection at a time (MaxStartups), until it has refused one",
        work: revision,
        prepare: fillBastion,
        at: ({ first }) => new RegExp(`${first.name}-routes-.* updating`),
        inject: emptyBastionOnceFelt,
        clear: emptyBastion,
    },
    {
        title: "a node is added to the cluster, and not to the configuration",
        inject: ({ create, first }) =>
            create(first, {
                apiVersion: "v1",
                kind: "Node",
                metadata: { name: NEW_NODE.name },
            }),
        clear: ({ kubectl, first }) => kubectl(first, `delete node ${NEW_NODE.name}`),
        where: ({ first }) => first,
        says: /Kubernetes has this node/,
    },
    {
        title: "a node is added to the configuration, and not to the cluster",
        work: ({ nodes }) => {
            nodes.hosts.push(NEW_NODE);
            // With a key of its own, as an operator who has looked at its console writes it.
            const lines = readFileSync(nodes.knownHostsPath, "utf8");
            const [, ...key] = (lines.split("\n")[0] ?? "").split(" ");
            writeFileSync(
                nodes.knownHostsPath,
                `${lines}${[NEW_NODE.address, ...key].join(" ")}\n`,
            );
        },
        inject: () => Promise.resolve(),
        clear: async ({ stack }) => {
            await stack.configure((config) => {
                const [first] = config["linkerd-multicluster:clusters"] as Entry[];
                const { hosts, knownHostsPath } = first?.nodes ?? { hosts: [], knownHostsPath: "" };
                hosts.pop();
                const lines = readFileSync(knownHostsPath, "utf8").split("\n");
                const others = lines.filter((line) => !line.startsWith(NEW_NODE.address));
                writeFileSync(knownHostsPath, others.join("\n"));
            });
        },
        where: ({ first }) => first,
        says: /the configuration has this node/,
    },
];
