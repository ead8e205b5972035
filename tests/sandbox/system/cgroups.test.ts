import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cgroupLayout, makeCgroup, processesIn, procsFiles } from "../../../sandbox/system/cgroups";

/** These folders stand for the kernel's; what the kernel itself does on writing is not shown here. */
describe("control groups", () => {
    let root: string;
    beforeEach(async () => {
        root = await mkdtemp(join(tmpdir(), "sandbox-cgroup-"));
    });
    afterEach(async () => {
        await rm(root, { recursive: true });
    });

    it("are one tree in version 2, which hands its controllers down to the nodes", async () => {
        await writeFile(join(root, "cgroup.controllers"), "cpuset cpu io memory pids misc\n");
        const layout = cgroupLayout(root);
        assert.deepEqual(layout, { version: 2, trees: [root] });
        for (const group of ["lmc", "lmc/c1n1"]) {
            await mkdir(join(root, group), { recursive: true });
            await writeFile(join(root, group, "cgroup.controllers"), "cpu memory\n");
        }
        await makeCgroup(layout, "lmc/c1n1");
        // The last write wins in a plain file; the kernel collects them.
        const last = (group: string) =>
            readFile(join(root, group, "cgroup.subtree_control"), "utf8");
        assert.equal(await last("."), "+pids");
        assert.equal(await last("lmc"), "+memory");
        assert.equal(await last("lmc/c1n1"), "+memory");
        assert.deepEqual(procsFiles(layout, "lmc/c1n1"), [
            join(root, "lmc/c1n1/daemons/cgroup.procs"),
        ]);
    });

    it("are a tree per hierarchy in version 1, with the parent's cpuset", async () => {
        for (const tree of ["cpuset", "cpu,cpuacct", "unified"]) {
            await mkdir(join(root, tree));
            await writeFile(join(root, tree, "cgroup.procs"), "1\n");
        }
        await symlink("cpu,cpuacct", join(root, "cpu"));
        await writeFile(join(root, "cpuset", "cpuset.cpus"), "0-1\n");
        const layout = cgroupLayout(root);
        assert.deepEqual(layout, {
            version: 1,
            trees: ["cpu,cpuacct", "cpuset", "unified"].map((tree) => join(root, tree)),
        });
        // In the kernel a new cpuset has these files from the start.
        await mkdir(join(root, "cpuset/lmc/c1n1/daemons"), { recursive: true });
        for (const group of ["lmc", "lmc/c1n1", "lmc/c1n1/daemons"]) {
            await writeFile(join(root, "cpuset", group, "cpuset.cpus"), "");
        }
        await makeCgroup(layout, "lmc/c1n1");
        assert.equal(
            await readFile(join(root, "cpuset/lmc/c1n1/daemons/cpuset.cpus"), "utf8"),
            "0-1\n",
        );
    });

    it("list the processes of all their groups, each once, and never process 0", async () => {
        await writeFile(join(root, "cgroup.controllers"), "");
        const layout = cgroupLayout(root);
        await mkdir(join(root, "lmc/c1n1/kubepods/pod1"), { recursive: true });
        await writeFile(join(root, "lmc/c1n1/cgroup.procs"), "0\n17\n");
        await writeFile(join(root, "lmc/c1n1/kubepods/pod1/cgroup.procs"), "17\n18\n");
        assert.deepEqual(processesIn(layout, "lmc"), [17, 18]);
        assert.deepEqual(processesIn(layout, "nothing"), []);
    });
});
