import assert from "node:assert/strict";
import { prepare, type SiteOptions } from "../../../operations/configure/prepare";
import type { RawConfig } from "../../../stacks/configuration/draft/sources";
import { kpaasKubeconfig } from "../../support/configFiles";

const HOME = "/home/operator";

describe("the preparation of a stack's file", () => {
    /** What is said of a machine that has these files, and no cluster that answers. */
    async function prepared(
        options: Partial<SiteOptions>,
        machine: Readonly<Record<string, string>>,
        raw: RawConfig = { values: {}, secretKeys: new Set() },
    ) {
        const files = {
            projectDir: "/project",
            homeDir: HOME,
            environment: { KUBECONFIG: "" },
            now: Date.now,
            read: (path: string) => {
                const text = machine[path];
                if (text === undefined) throw Object.assign(new Error(), { code: "ENOENT" });
                return text;
            },
        };
        const say = (text: string) => {
            throw new Error(`nothing is to be said, but ${text}`);
        };
        return prepare({ sample: true, ...options }, { text: "", raw, files, say });
    }

    const DEAD = kpaasKubeconfig("https://127.0.0.1:1");
    const KUBE = `${HOME}/.kube`;

    it("says at once which kubeconfigs, contexts and settings are wrong", async () => {
        const options = {
            kubeconfig: ["~/.kube/a", "~/.kube/gone", "~/.kube/notes"],
            context: ["ctx-1"],
            set: ["cluster7.gateway.ip=10.0.0.1"],
        };
        const machine = { [`${KUBE}/a`]: DEAD, [`${KUBE}/notes`]: "no keys" };
        assert.deepEqual(await prepared(options, machine), {
            failures: [
                "~/.kube/gone: there is no such file",
                "~/.kube/notes: not a kubeconfig, it has no keys; give a kubeconfig",
                "--context ctx-1: no kubeconfig has it; write one of cluster1",
                "--set cluster7.gateway.ip: write CLUSTER.KEY=VALUE with one of cluster1, for example cluster1.openstack.network=cp-network",
            ],
            missing: [],
        });
    });

    it("says of every API server why it does not answer", async () => {
        const machine = { [`${KUBE}/cluster1-config`]: DEAD, [`${KUBE}/cluster2-config`]: DEAD };
        const kubeconfig = ["~/.kube/cluster1-config", "~/.kube/cluster2-config"];
        assert.deepEqual(await prepared({ kubeconfig }, machine), {
            failures: ["cluster1", "cluster2"].map(
                (name) => `${name}: https://127.0.0.1:1 was asked, but the connection is refused`,
            ),
            missing: [],
        });
    });

    it("takes the kubeconfigs that the stack has, secret ones too", async () => {
        const clusters = [{ name: "east", kubeconfigPath: "~/.kube/east" }, { name: "west" }];
        const raw = {
            values: { clusters: JSON.stringify(clusters), westKubeconfig: DEAD },
            secretKeys: new Set(["westKubeconfig"]),
        };
        assert.deepEqual(await prepared({}, { [`${KUBE}/east`]: DEAD }, raw), {
            failures: ["east", "west"].map(
                (name) => `${name}: https://127.0.0.1:1 was asked, but the connection is refused`,
            ),
            missing: [],
        });
    });

    it("refuses two clusters of one name", async () => {
        const machine = { a: DEAD, b: DEAD };
        const read = Object.fromEntries(
            Object.entries(machine).map(([name, text]) => [`/project/${name}`, text]),
        );
        const options = { kubeconfig: ["a", "b"], name: ["one", "one"] };
        assert.deepEqual(await prepared(options, read), {
            failures: ["two clusters would be called one; name all of them with --name"],
            missing: [],
        });
    });
});
