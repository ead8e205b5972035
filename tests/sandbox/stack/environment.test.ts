import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { readSettings } from "../../../sandbox/settings/settings";
import { pulumiEnvironment, renderEnvironment } from "../../../sandbox/stack/environment";

const settings = readSettings("/project", { SANDBOX_STATE: "/it's here" });
const toolchain = { bin: "/it's here/bin", pulumi: "/x/pulumi", pulumiHome: "/it's here/home" };

describe("pulumiEnvironment", () => {
    const variables = pulumiEnvironment(settings, toolchain, {
        PATH: "/usr/bin",
        NO_PROXY: "example.org",
        PULUMI_CONFIG_PASSPHRASE: "another",
        SSH_AUTH_SOCK: "/tmp/agent",
        OS_CLOUD: "another",
        OS_PROJECT_NAME: "another",
    });

    it("keeps proxies away from the clusters and keeps the exceptions there are", () => {
        assert.equal(variables["NO_PROXY"], "example.org,127.0.0.1,198.18.0.0/16");
    });

    it("has 32 operations at once, or as many as the operator wants", () => {
        assert.equal(variables["PULUMI_PARALLEL"], "32");
        const own = pulumiEnvironment(settings, toolchain, { PULUMI_PARALLEL: "4" });
        assert.equal(own["PULUMI_PARALLEL"], "4");
    });

    it("takes away a passphrase that would win over the file", () => {
        assert.ok("PULUMI_CONFIG_PASSPHRASE" in variables);
        assert.equal(variables["PULUMI_CONFIG_PASSPHRASE"], undefined);
    });

    it("takes away another cloud's credentials and another operator's keys, which plugins would use", () => {
        const removed = Object.keys(variables).filter((name) => variables[name] === undefined);
        assert.deepEqual(removed, [
            "PULUMI_CONFIG_PASSPHRASE",
            "SSH_AUTH_SOCK",
            "OS_CLOUD",
            "OS_PROJECT_NAME",
        ]);
    });
});

describe("renderEnvironment", () => {
    it("sets the same in a shell, whatever the path of the checkout", () => {
        const text = renderEnvironment(settings, toolchain, planAddresses(settings));
        const { stdout, status } = spawnSync("sh", ["-c", `${text}\nenv`], {
            encoding: "utf8",
            env: {
                PATH: "/usr/bin:/bin",
                PULUMI_CONFIG_PASSPHRASE: "another",
                SSH_AUTH_SOCK: "/tmp/agent",
                OS_CLOUD: "another",
                OS_PASSWORD: "it's\nOS_USERNAME=secret",
            },
        });
        const lines = stdout.split("\n");
        assert.equal(status, 0);
        for (const line of [
            "PATH=/it's here/bin:/usr/bin:/bin",
            "KUBECONFIG=/it's here/kubeconfigs/cluster1.yaml:/it's here/kubeconfigs/cluster2.yaml",
            "PULUMI_HOME=/it's here/home",
            "PULUMI_BACKEND_URL=file:///it's here/backend",
            "PULUMI_CONFIG_PASSPHRASE_FILE=/it's here/passphrase",
            "PULUMI_STACK=sandbox",
            "PULUMI_PARALLEL=32",
            "NO_PROXY=127.0.0.1,198.18.0.0/16",
        ]) {
            assert.ok(lines.includes(line), `${line} is missing in:\n${stdout}`);
        }
        assert.doesNotMatch(stdout, /^(PULUMI_CONFIG_PASSPHRASE|SSH_AUTH_SOCK|OS_\w*)=/m);
    });
});
