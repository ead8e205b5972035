import { strict as assert } from "node:assert";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { table } from "table";
import { isOwn } from "../../components/openstack/names";
import { passwordFile } from "../../sandbox/cloud/paths";
import { AdminSession } from "../../sandbox/cloud/session";
import { controlPlaneDaemon, startApiServer } from "../../sandbox/cluster/controlPlane";
import { clusterFiles } from "../../sandbox/cluster/files";
import { waitForApiServer } from "../../sandbox/cluster/readiness";
import { startSshd } from "../../sandbox/node/sshd";
import type { ClusterAddresses } from "../../sandbox/settings/addresses";
import { daemonPid, stopDaemon } from "../../sandbox/system/processes";
import { NeutronClient } from "./neutronClient";
import { toldFailures } from "./runFaults/toldFailure";
import { SandboxStack } from "./stack";

const DESTROY = ["destroy", "--yes", "--skip-preview"];

/**
 * Teardown of a mesh with something that is gone for good: what `pulumi destroy` says, what is typed, and
 * what is left. The suite of three clusters has the mesh that goes on without one of them.
 */
describe("A mesh with a cluster that is gone", function () {
    this.timeout(1_200_000);
    let stack: SandboxStack;
    let kept: ClusterAddresses;
    let lost: ClusterAddresses;
    let neutron: NeutronClient;
    const rows: string[][] = [];

    const apiServer = () => controlPlaneDaemon(lost.name, "kube-apiserver");
    const stopCluster = async () => {
        const { settings } = stack;
        await stopDaemon(settings, apiServer(), 1);
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
        const found = await admin.keystone("GET", `projects?name=${lost.name}`);
        for (const { id } of (found as { projects: { id: string }[] }).projects) {
            await admin.keystone("PATCH", `projects/${id}`, { project: { enabled } });
        }
    };
    /** The state as it would be of a cluster that was known by a name. */
    const nameServer = async () => {
        const named = file("named.json");
        await stack.pulumi("stack", "export", "--show-secrets", "--file", named);
        const text = await readFile(named, "utf8");
        const { host } = new URL(lost.apiServer);
        assert.ok(text.includes(host));
        await writeFile(named, text.replaceAll(host, `${lost.name}.invalid:6443`), { mode: 0o600 });
        await stack.pulumi("stack", "import", "--file", named);
        await rm(named);
    };
    const forget = async (options: readonly string[]) => {
        const { exitCode, stdout, stderr } = await stack.operation(
            ...(["forget", lost.name, "--yes", ...options] as const),
        );
        assert.equal(exitCode, 0, stderr);
        console.log(stdout);
    };
    /** One `pulumi destroy`, whatever becomes of it. */
    const destroy = async () => {
        const started = performance.now();
        const result = await stack.watch(() => undefined, ...DESTROY);
        const all = `${result.stdout}${result.stderr}`;
        assert.doesNotMatch(all, /^\s+at .*:\d+:\d+/m);
        console.log(toldFailures(result.stdout));
        return { ...result, seconds: `${((performance.now() - started) / 1000).toFixed(0)} s` };
    };
    const urns = async () => (await stack.resources()).map(({ urn }) => urn).sort();
    /** `pulumi destroy` refuses with `says`, and deletes nothing but the check itself. */
    const refuses = async (gone: string, says: RegExp) => {
        const before = await urns();
        const { exitCode, stdout, seconds } = await destroy();
        assert.equal(exitCode, 1);
        assert.deepEqual(await urns(), before);
        const told = toldFailures(stdout).flatMap(({ lines }) => lines);
        const line = told.find((one) => says.test(one));
        assert.ok(line !== undefined, stdout);
        rows.push([gone, "pulumi destroy", line, seconds]);
    };
    const destroys = async (gone: string, typed: readonly string[], stay = 0) => {
        const { exitCode, stdout, seconds } = await destroy();
        assert.equal(exitCode, 0, stdout);
        assert.deepEqual(await urns(), []);
        const namespaces = await stack.kubectl(kept.name, "get", "namespaces");
        assert.doesNotMatch(namespaces, /linkerd/);
        const ours = (await neutron.list("floatingips")).filter(({ description }) =>
            isOwn({ description: String(description) }),
        );
        assert.equal(ours.length, stay);
        const left = `nothing in the state, no namespace in ${kept.name}, ${String(stay)} floating IPs`;
        rows.push([gone, [...typed, "pulumi destroy"].join("; "), left, seconds]);
    };
    const notTold = (why: string) =>
        new RegExp(`cluster2: it does not tell what uses the mesh: .*${why}.*npm run forget`);
    const file = (name: string) => join(stack.settings.stateDir, name);
    const save = () => stack.pulumi("stack", "export", "--file", file("before-loss.json"));
    const putBack = async () => {
        await stack.pulumi("stack", "import", "--file", file("before-loss.json"));
        await rm(file("before-loss.json"));
    };

    before(async () => {
        stack = await SandboxStack.open();
        const [first, second] = stack.clusters;
        if (first === undefined || second === undefined) throw new Error("no two clusters");
        [kept, lost] = [first, second];
        neutron = await NeutronClient.open(stack.settings);
        await stack.pulumi(...DESTROY, "--refresh");
    });

    // What a case leaves is whole, or nothing.
    beforeEach(async () => {
        const isUp = (await urns()).some((urn) => urn.endsWith("stacks:Mesh::mesh"));
        if (!isUp) await stack.pulumi("up", "--yes", "--skip-preview");
    });

    after(() => {
        const column = (width: number) => ({ width, wrapWord: true });
        console.log(
            table([["gone", "typed", "what happened", "seconds"], ...rows], {
                columns: { 0: column(30), 1: column(40), 2: column(70) },
            }),
        );
    });

    it("is told where its API server takes connections and says nothing", async () => {
        const pid = daemonPid(stack.settings, apiServer());
        process.kill(pid, "SIGSTOP");
        try {
            await refuses(
                "an API server that takes connections and says nothing",
                notTold("does not answer"),
            );
        } finally {
            process.kill(pid, "SIGCONT");
        }
    });

    it("is told where the name of its API server no longer resolves", async () => {
        await save();
        await nameServer();
        try {
            await refuses("an API server whose name no longer resolves", notTold("ENOTFOUND"));
        } finally {
            await putBack();
        }
    });

    for (const [gone, options] of [
        ["an API server that refuses connections, and sshd of its nodes", []],
        ["the same, and the cluster's project of OpenStack", ["--cloud"]],
    ] as const) {
        it(`is torn down after forget: ${gone}`, async () => {
            const isProject = options.length > 0;
            await save();
            try {
                await stopCluster();
                if (isProject) await enableProject(false);
                await refuses(gone, notTold("ECONNREFUSED"));
                await forget(options);
                const typed = ["npm run forget --", lost.name, "--yes", ...options].join(" ");
                await destroys(gone, [typed], isProject ? 1 : 0);
            } finally {
                if (isProject) await enableProject(true);
                await startCluster();
            }
            // What was left behind goes by the state of before, without what is gone.
            await putBack();
            await stack.pulumi(...DESTROY, "--refresh");
        });
    }

    it("is torn down where a node does not answer, and the configuration says so", async () => {
        const node = lost.nodes.at(-1);
        if (node === undefined) throw new Error("no node");
        const restore = await stack.configure((config) => {
            const clusters = config["linkerd-multicluster:clusters"] as {
                name: string;
                nodes: { hosts: { name: string; unreachable?: string }[] };
            }[];
            const hosts = clusters.find(({ name }) => name === lost.name)?.nodes.hosts;
            const host = hosts?.find(({ name }) => name === node.name);
            assert.ok(host);
            host.unreachable = "skip";
        });
        try {
            await stopDaemon(stack.settings, `${node.name}-sshd`);
            await stack.pulumi("up", "--yes", "--skip-preview");
            await destroys("a node", ["unreachable: skip", "pulumi up"]);
        } finally {
            await startSshd(stack.settings, node);
            await restore();
        }
    });

    it("is torn down where somebody deleted the CRDs of the charts, and put some back", async () => {
        const gone = "the CRDs of the charts in one cluster";
        const at = ["--kubeconfig", stack.kubeconfig(lost.name)];
        const all = await stack.kubectl(lost.name, "get", "crds", "--output", "name");
        const crds = all.split("\n").filter((name) => /\.(linkerd\.io|smi-spec\.io)$/.test(name));
        assert.notDeepEqual(crds, []);
        await stack.kubectl(lost.name, "delete", ...crds);
        // Helm deletes no release of which the API server does not know a kind.
        const { exitCode, stdout, seconds } = await destroy();
        const line = "failed to delete release: linkerd-multicluster";
        assert.equal(exitCode, 1);
        assert.deepEqual(
            toldFailures(stdout).flatMap(({ lines }) => lines),
            [line],
        );
        rows.push([gone, "pulumi destroy", line, seconds]);
        const put = "helm get manifest --namespace linkerd linkerd-crds";
        const { stdout: input } = await execa(stack.tool("helm"), [
            ...put.split(" ").slice(1),
            ...at,
        ]);
        await execa(stack.tool("kubectl"), [...at, "apply", "--filename", "-"], { input });
        await destroys("the same", [`${put} | kubectl apply --filename -`]);
    });
});
