import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadConfig } from "../../../stacks/configuration/loadConfig";
import { withSecrets } from "../../../stacks/configuration/withSecrets";
import { engineConfig, EXAMPLE_FILES, textual, without } from "../../support/configFiles";
import { HOST_KEYS } from "../../support/hostKeys";
import { ENCRYPTED_KEY, PASSPHRASE } from "../../support/privateKeys";

const CLUSTERS = "linkerd-multicluster:clusters";
const DEV = readFileSync(join(__dirname, "..", "..", "..", "Pulumi.dev.yaml"), "utf8");

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

    it("reads Pulumi.dev.yaml, and the credentials are secrets", async () => {
        setConfig(engineConfig(DEV));
        const { clusters } = withSecrets(await loadConfig(EXAMPLE_FILES));
        const cloud = (name: string) => ({
            authUrl: "https://keystone.example:5000/v3",
            region: "RegionOne",
            userName: `${name}-admin`,
            userDomainName: "Default",
            tenantName: name,
            projectDomainName: "Default",
            endpointType: "public",
        });
        const openstack = (name: string) => ({
            network: "cp-network",
            floatingIp: { pool: "public" },
            securityGroup: "cp-secgroup",
            addressPairs: "check",
            cloud: cloud(name),
        });
        const nodes = (name: string, prefix: string, bastion: string, keys: readonly string[]) => ({
            hosts: keys.slice(1).map((hostKey, index) => ({
                name: `${name}-${["master1", "worker1"][index] ?? ""}`,
                address: `${prefix}.${String(11 + index)}`,
                skipped: false,
                hostKey,
            })),
            revision: 1,
            ssh: {
                user: "ubuntu",
                port: 22,
                dialErrorLimit: 10,
                perDialTimeoutSeconds: 15,
                bastion: { host: bastion, port: 22, user: "ubuntu", hostKey: keys[0] },
            },
        });
        const { ed25519, otherEd25519, ecdsa } = HOST_KEYS;
        assert.deepEqual(
            clusters.map((cluster) => ({
                ...without(cluster, "kubeconfig"),
                openstack: {
                    ...cluster.openstack,
                    cloud: without(cluster.openstack?.cloud ?? {}, "password"),
                },
                nodes: {
                    ...cluster.nodes,
                    ssh: without(cluster.nodes?.ssh ?? {}, "privateKey"),
                },
            })),
            [
                {
                    name: "cluster1",
                    context: "cluster1",
                    apiServer: "https://203.0.113.10:6443",
                    gateway: { ip: "10.10.0.150", replicas: 1 },
                    openstack: openstack("cluster1"),
                    nodes: nodes("cluster1", "10.10.0", "203.0.113.10", [ed25519, ed25519, ecdsa]),
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                    exports: [],
                },
                {
                    name: "cluster2",
                    context: "cluster1",
                    apiServer: "https://203.0.113.20:6443",
                    gateway: { ip: "10.20.0.150", replicas: 1 },
                    openstack: openstack("cluster2"),
                    nodes: nodes("cluster2", "10.20.0", "203.0.113.20", [
                        otherEd25519,
                        otherEd25519,
                        otherEd25519,
                    ]),
                    clusterDomain: "cluster.local",
                    gatewayApiCrds: true,
                    exports: [],
                },
            ],
        );
        const credentials = clusters.flatMap(
            ({ kubeconfig, openstack: project, nodes: access }) => [
                kubeconfig,
                project?.cloud.password,
                access?.ssh?.privateKey,
            ],
        );
        const secrecy = credentials.map((value) => pulumi.isSecret(pulumi.output(value)));
        assert.deepEqual(await Promise.all(secrecy), [true, true, true, true, true, true]);
    });

    it("keeps passphrases and application credentials secret as well", async () => {
        const secretKeys = ["cluster1Clouds", "cluster1SshKey", "cluster1SshKeyPassphrase"];
        const example = engineConfig(DEV);
        const [one, ...others] = JSON.parse(example[CLUSTERS] ?? "") as readonly {
            readonly openstack: object;
            readonly nodes: object;
        }[];
        const changed = {
            ...one,
            openstack: without(one?.openstack ?? {}, "cloud"),
            nodes: without(one?.nodes ?? {}, "privateKeyPath"),
        };
        setConfig(
            {
                ...example,
                [CLUSTERS]: JSON.stringify([changed, ...others]),
                "linkerd-multicluster:cluster1Clouds": stringify({
                    clouds: {
                        any: {
                            auth_type: "v3applicationcredential",
                            auth: {
                                auth_url: "https://keystone.example:5000/v3",
                                application_credential_id: "an-id",
                                application_credential_secret: "a-secret",
                            },
                        },
                    },
                }),
                "linkerd-multicluster:cluster1SshKey": ENCRYPTED_KEY,
                "linkerd-multicluster:cluster1SshKeyPassphrase": PASSPHRASE,
            },
            secretKeys.map((key) => `linkerd-multicluster:${key}`),
        );
        const [first] = withSecrets(await loadConfig(EXAMPLE_FILES)).clusters;
        const { applicationCredentialSecret, ...rest } = first?.openstack?.cloud ?? {};
        assert.deepEqual(rest, {
            authUrl: "https://keystone.example:5000/v3",
            applicationCredentialId: "an-id",
        });
        const secrecy = [applicationCredentialSecret, first?.nodes?.ssh?.passphrase].map((value) =>
            pulumi.isSecret(pulumi.output(value)),
        );
        assert.deepEqual(await Promise.all(secrecy), [true, true]);
    });

    it("rejects with one error that lists everything, for the engine to print as it is", async () => {
        setConfig({ ...engineConfig(DEV), "linkerd-multicluster:colour": "red" });
        const { read } = EXAMPLE_FILES;
        const error = await rejection({
            ...EXAMPLE_FILES,
            read: (path) => read(path.replace("/.kube/", "/gone/")),
        });
        assert(pulumi.RunError.isInstance(error));
        const missing = (index: number) =>
            `  - clusters[${String(index)}].kubeconfigPath is "~/.kube/cluster${String(index + 1)}-config": there is no such file, looked for at /home/operator/.kube/cluster${String(index + 1)}-config; write the path of a kubeconfig, for example ~/.kube/cluster1-config`;
        assert.deepEqual(error.message.split("\n"), [
            'The configuration of stack "test" has 3 problems; nothing was changed:',
            missing(0),
            missing(1),
            "  - colour is [not shown]: no such key; the keys here are clusters, links, peers, routing, acceptCutOff, protectFloatingIps, linkerdVersion, acceptSkippedVersions, chartRepository, chartRepositoryUser, chartRepositoryPassword, chartRepositoryCaPath, allowInsecureTransport, smiChartRepository, chartDigests, chartValues, imageRegistry, pauseImage, imagePullSecrets, imagePullCredentials, highAvailability, webhookFailurePolicy, networkPolicies, heartbeatSchedule, certificates, trustAnchorLifetime, issuerLifetime, trustAnchorGenerations, signingTrustAnchor, acceptTrustOutage, issuerGeneration, releaseTimeout, createNamespaces, splits, sample, cluster1Kubeconfig, cluster1Clouds, cluster1SshKey, cluster1SshKeyPassphrase, cluster1Issuer, cluster2Kubeconfig, cluster2Clouds, cluster2SshKey, cluster2SshKeyPassphrase, cluster2Issuer",
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
