import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../stacks/config";
import { engineConfig, EXAMPLE_FILES, filesOf, textual, without } from "../support/configFiles";

const DEV = readFileSync(join(__dirname, "..", "..", "Pulumi.dev.yaml"), "utf8");

function setConfig(values: Readonly<Record<string, string>>, secretKeys: readonly string[] = []) {
    pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
}

async function rejection(files = EXAMPLE_FILES): Promise<unknown> {
    try {
        await loadConfig(files);
    } catch (error) {
        return error;
    }
    return undefined;
}

describe("loadConfig", () => {
    before(async () => {
        const mocks = { call: () => ({}), newResource: () => ({ id: undefined, state: {} }) };
        await pulumi.runtime.setMocks(mocks, "linkerd-multicluster", "test");
    });
    after(() => {
        setConfig({});
    });

    it("reads Pulumi.dev.yaml, and the kubeconfigs are secrets", async () => {
        setConfig(engineConfig(DEV));
        const { clusters } = await loadConfig(EXAMPLE_FILES);
        assert.deepEqual(
            clusters.map((cluster) => without(cluster, "kubeconfig")),
            [
                {
                    name: "cluster1",
                    context: "cluster1",
                    apiServer: "https://203.0.113.10:6443",
                    gateway: { ip: "10.10.0.150", replicas: 1 },
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                },
                {
                    name: "cluster2",
                    context: "cluster1",
                    apiServer: "https://203.0.113.20:6443",
                    gateway: { ip: "10.20.0.150", replicas: 1 },
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                },
            ],
        );
        const secrecy = clusters.map(({ kubeconfig }) => pulumi.isSecret(kubeconfig));
        assert.deepEqual(await Promise.all(secrecy), [true, true]);
    });

    it("rejects with one error that lists everything, for the engine to print as it is", async () => {
        setConfig({ ...engineConfig(DEV), "linkerd-multicluster:colour": "red" });
        const error = await rejection(filesOf({}));
        assert(pulumi.RunError.isInstance(error));
        const missing = (index: number) =>
            `  - clusters[${String(index)}].kubeconfigPath is "~/.kube/cluster${String(index + 1)}-config": there is no such file, looked for at /home/operator/.kube/cluster${String(index + 1)}-config; write the path of a kubeconfig, for example ~/.kube/cluster1-config`;
        assert.deepEqual(error.message.split("\n"), [
            'The configuration of stack "test" has 3 problems; nothing was changed:',
            missing(0),
            missing(1),
            '  - colour is "red": no such key; the keys here are clusters, links, chartRepository, crdsChartVersion, controlPlaneChartVersion, multiclusterChartVersion, chartValues, imageRegistry, pauseImage, imagePullSecrets, imagePullCredentials, highAvailability, webhookFailurePolicy, heartbeatSchedule, trustAnchorLifetime, issuerLifetime, trustAnchorGenerations, signingTrustAnchor, issuerGeneration, releaseTimeout, cluster1Kubeconfig, cluster2Kubeconfig',
            "Every key is described in docs/configuration.md, with examples in Pulumi.dev.yaml.",
        ]);
        assert.equal(error.stack, undefined);
    });

    it("asks the engine which keys are secret", async () => {
        const values = textual({ "linkerd-multicluster:colour": "hunter2" });
        setConfig({ ...engineConfig(DEV), ...values }, ["linkerd-multicluster:colour"]);
        const error = await rejection();
        assert(pulumi.RunError.isInstance(error));
        assert.match(error.message, /has a problem.*\n {2}- colour is \[secret\]: no such key; /);
        assert.doesNotMatch(error.message, /hunter2/);
    });

    it("leaves the keys of other namespaces to their owners", async () => {
        setConfig({ ...engineConfig(DEV), "kubernetes:colour": "red" });
        assert.equal(await rejection(), undefined);
    });
});
