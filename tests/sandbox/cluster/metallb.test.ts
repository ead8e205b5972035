import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { addressPool, metallbObjects } from "../../../sandbox/cluster/metallb";
import { readSettings } from "../../../sandbox/settings/settings";

const workload = (kind: string, name: string) => ({
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: {
        template: {
            spec: {
                containers: [
                    {
                        name,
                        args: ["--port=7472"],
                        ports: [{ name: "monitoring" }, { name: "webhook-server" }],
                        readinessProbe: { initialDelaySeconds: 10, periodSeconds: 10 },
                        volumeMounts: [{ name: "cert" }, { name: "memberlist" }],
                    },
                ],
                volumes: [{ name: "cert" }, { name: "memberlist" }],
            },
        },
    },
});
const plain = (kind: string, name: string) => ({ apiVersion: "v1", kind, metadata: { name } });

describe("metallbObjects", () => {
    const objects = metallbObjects([
        plain("Namespace", "metallb-system"),
        plain("Secret", "metallb-webhook-cert"),
        plain("Service", "metallb-webhook-service"),
        plain("ValidatingWebhookConfiguration", "metallb-webhook-configuration"),
        workload("Deployment", "controller"),
        workload("DaemonSet", "speaker"),
    ]);

    it("leaves out the webhook with its Service and its certificate", () => {
        assert.deepEqual(
            objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
            ["Namespace metallb-system", "Deployment controller", "DaemonSet speaker"],
        );
        assert.deepEqual(objects[1]?.["spec"], {
            template: {
                spec: {
                    containers: [
                        {
                            name: "controller",
                            args: ["--port=7472", "--webhook-mode=disabled"],
                            ports: [{ name: "monitoring" }],
                            readinessProbe: { periodSeconds: 3 },
                            volumeMounts: [{ name: "memberlist" }],
                        },
                    ],
                    volumes: [{ name: "memberlist" }],
                },
            },
        });
    });

    it("changes nothing but the probe of the speaker", () => {
        const expected = workload("DaemonSet", "speaker");
        const [container] = expected.spec.template.spec.containers;
        assert.ok(container);
        assert.deepEqual(objects[2], {
            ...expected,
            spec: {
                template: {
                    spec: {
                        ...expected.spec.template.spec,
                        containers: [{ ...container, readinessProbe: { periodSeconds: 3 } }],
                    },
                },
            },
        });
    });
});

describe("addressPool", () => {
    it("announces the cluster's pool, whose first address is the gateway's", () => {
        const [, cluster] = planAddresses(readSettings("/project", {})).clusters;
        assert.ok(cluster);
        const [pool, advertisement] = addressPool(cluster);
        assert.deepEqual(pool?.["spec"], { addresses: ["198.18.2.200-198.18.2.219"] });
        assert.deepEqual(advertisement?.["spec"], { ipAddressPools: [pool.metadata.name] });
        assert.equal(cluster.gatewayAddress, cluster.pool.first);
    });
});
