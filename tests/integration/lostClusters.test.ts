import { strict as assert } from "node:assert";
import { rm, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { table } from "table";
import { DESCRIPTION } from "../../components/openstack/names";
import { passwordFile } from "../../sandbox/cloud/paths";
import { AdminSession } from "../../sandbox/cloud/session";
import { controlPlaneDaemon, startApiServer } from "../../sandbox/cluster/controlPlane";
import { clusterFiles } from "../../sandbox/cluster/files";
import { waitForApiServer } from "../../sandbox/cluster/readiness";
import { startSshd } from "../../sandbox/node/sshd";
import type { ClusterAddresses } from "../../sandbox/settings/addresses";
import { stopDaemon } from "../../sandbox/system/processes";
import { NeutronClient } from "./neutronClient";
import { SandboxStack } from "./stack";

/** Ways in which a cluster is gone. */
interface Loss {
    readonly title: string;
    /** Options of `npm run forget` besides `--yes`. */
    readonly options: readonly string[];
    readonly inject: () => Promise<unknown>;
    readonly clear: () => Promise<unknown>;
}

/**
 * A cluster that is gone in different ways, and `npm run forget` before `pulumi destroy`. The suite of
 * three clusters has the rest: an API server that says nothing, and the mesh that goes on.
 */
describe("A mesh with a cluster that is gone", function () {
    let stack: SandboxStack;
    let kept: ClusterAddresses;
    let lost: ClusterAddresses;
    let neutron: NeutronClient;
    const rows: string[][] = [];

    const stopCluster = async () => {
        const { settings } = stack;
        await stopDaemon(settings, controlPlaneDaemon(lost.name, "kube-apiserver"), 1);
        for (const node of lost.nodes) await stopDaemon(settings, `${node.name}-sshd`);
    };
    const startCluster = async () => {
        const { settings, toolFolder } = stack;
        const files = clusterFiles(settings, lost.name);
        await startApiServer(settings, lost, files, toolFolder);
        await waitForApiServer(settings, lost, files);
        for (const node of lost.nodes) await startSshd(settings, node);
    };
    /** Whether users may work in the project of the lost cluster; a token that it gave is void at once. */
    const enableProject = async (enabled: boolean) => {
        const password = await readFile(passwordFile(stack.settings, "admin"), "utf8");
        const admin = await AdminSession.open(stack.settings, password);
        const path = `projects?name=${lost.name}`;
        const { projects } = (await admin.keystone("GET", path)) as { projects: { id: string }[] };
        for (const { id } of projects) {
            await admin.keystone("PATCH", `projects/${id}`, { project: { enabled } });
        }
    };
    /** The state as it would be of a cluster that was known by a name. */
    const nameServer = async (file: string) => {
        await stack.pulumi("stack", "export", "--show-secrets", "--file", file);
        const text = await readFile(file, "utf8");
        const { host } = new URL(lost.apiServer);
        await writeFile(file, text.replaceAll(host, `${lost.name}.invalid:6443`));
        await stack.pulumi("stack", "import", "--file", file);
        await rm(file);
    };
    const LOSSES: readonly Loss[] = [
        {
            title: "its API server refuses connections, its nodes too",
            options: [],
            inject: stopCluster,
            clear: startCluster,
        },
        {
            title: "the name of its API server no longer resolves",
            options: [],
            inject: async () => {
                await nameServer(join(stack.settings.stateDir, "named.json"));
                await stopCluster();
            },
            clear: startCluster,
        },
        {
            title: "its project of OpenStack is gone with it",
            options: ["--cloud"],
            inject: async () => {
                await stopCluster();
                await enableProject(false);
            },
            clear: async () => {
                await enableProject(true);
                await startCluster();
            },
        },
    ];

    before(async () => {
        stack = await SandboxStack.open();
        const [first, second] = stack.clusters;
        if (first === undefined || second === undefined) throw new Error("no two clusters");
        [kept, lost] = [first, second];
        neutron = await NeutronClient.open(stack.settings);
    });

    after(() => {
        console.log(table([["the cluster is gone:", "commands", "what happened", "s"], ...rows]));
    });

    for (const { title, options, inject, clear } of LOSSES) {
        it(`is removed where ${title}`, async () => {
            const saved = join(stack.settings.stateDir, "before-loss.json");
            await stack.pulumi("up", "--yes", "--skip-preview");
            await stack.pulumi("stack", "export", "--file", saved);
            try {
                await inject();
                const { exitCode, stderr } = await stack.operation(
                    "forget",
                    lost.name,
                    "--yes",
                    ...options,
                );
                assert.equal(exitCode, 0, stderr);
                const started = performance.now();
                await stack.pulumi("destroy", "--yes", "--skip-preview");
                const seconds = (performance.now() - started) / 1000;
                assert.deepEqual(await stack.resources(), []);
                const namespaces = await stack.kubectl(kept.name, "get", "namespaces");
                assert.doesNotMatch(namespaces, /linkerd/);
                const ours = (await neutron.list("floatingips")).filter(({ description }) =>
                    String(description).startsWith(DESCRIPTION),
                );
                const left = options.includes("--cloud") ? 1 : 0;
                assert.equal(ours.length, left);
                rows.push([
                    title,
                    ["forget", lost.name, "--yes", ...options].join(" ") + "; pulumi destroy",
                    `the state is empty, ${kept.name} is as before, ${String(left)} floating IPs stay`,
                    seconds.toFixed(0),
                ]);
            } finally {
                await clear();
            }
            // What was left behind goes by the state of before.
            await stack.pulumi("stack", "import", "--file", saved);
            await rm(saved);
            await stack.pulumi("destroy", "--yes", "--skip-preview");
        });
    }
});
