import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { cluster, meshConfig, threeClusters, twoClusters } from "../support/fixtures";
import { withOutputs } from "../support/outputs";
import { at, recordMesh } from "../support/recordMesh";
import { secret } from "../support/values";

describe("Mesh with other settings", () => {
    it("asks every repository with its login, the password a secret", async () => {
        const recording = await recordMesh(() => {
            const { charts } = twoClusters();
            const login = { username: "me", password: pulumi.secret("hunter2"), caFile: "/ca.pem" };
            const smi = { repository: "https://charts.example/smi", version: "1.0.4", login };
            return twoClusters({ charts: { ...charts, login, smi } });
        });
        const releases = recording.resources.filter(
            ({ type }) => type === "kubernetes:helm.sh/v3:Release",
        );
        assert.equal(releases.length, 8);
        for (const { name, inputs } of releases) {
            assert.deepEqual(inputs["repositoryOpts"], {
                repo: `https://charts.example/${name.includes("-smi-") ? "smi" : "stable"}`,
                username: "me",
                password: secret("hunter2"),
                caFile: "/ca.pem",
            });
        }
    });

    it("hands them to every cluster and link", async () => {
        const recording = await recordMesh(() =>
            twoClusters({
                charts: {
                    ...twoClusters().charts,
                    repository: "http://127.0.0.1:8080",
                    smi: { repository: "http://127.0.0.1:8081", version: "1.0.4" },
                    values: {
                        crds: { a: 1 },
                        controlPlane: { b: 2 },
                        multicluster: { c: 3 },
                        smi: { d: 4 },
                    },
                },
                images: {
                    registry: "registry.example/l5d",
                    pause: "registry.example/pause:1",
                    pullSecrets: ["registry"],
                },
                highAvailability: true,
                heartbeatSchedule: "7 3 * * *",
                releaseTimeoutSeconds: 90,
            }),
        );
        for (const name of ["east", "west"]) {
            for (const release of ["linkerd-crds", "linkerd-release", "multicluster-release"]) {
                const path = `${name}-${release}`;
                assert.deepEqual(at(recording, path, "repositoryOpts"), {
                    repo: "http://127.0.0.1:8080",
                });
                assert.equal(at(recording, path, "timeout"), 90);
            }
            const smi = `${name}-smi-release`;
            assert.deepEqual(at(recording, smi, "repositoryOpts"), {
                repo: "http://127.0.0.1:8081",
            });
            assert.equal(at(recording, smi, "timeout"), 90);
            assert.equal(at(recording, smi, "values", "d"), 4);
            assert.deepEqual(at(recording, smi, "values", "adaptor"), {
                image: { registry: "registry.example/l5d" },
            });
            const controlPlane = `${name}-linkerd-release`;
            assert.equal(at(recording, `${name}-linkerd-crds`, "values", "a"), 1);
            assert.equal(at(recording, controlPlane, "values", "b"), 2);
            assert.equal(at(recording, controlPlane, "values", "highAvailability"), true);
            assert.equal(at(recording, controlPlane, "values", "heartbeatSchedule"), "7 3 * * *");
            assert.equal(
                at(recording, controlPlane, "values", "controllerImage"),
                "registry.example/l5d/controller",
            );
            const extension = `${name}-multicluster-release`;
            assert.equal(at(recording, extension, "values", "c"), 3);
            assert.equal(at(recording, extension, "values", "enablePodAntiAffinity"), true);
            assert.equal(
                at(recording, extension, "values", "gateway", "pauseImage"),
                "registry.example/pause:1",
            );
        }
        const mirror = "east-to-west-service-mirror";
        assert.equal(at(recording, `${mirror}-deployment`, "spec", "replicas"), 3);
        assert.deepEqual(at(recording, `${mirror}-account`, "imagePullSecrets"), [
            { name: "registry" },
        ]);
        assert.deepEqual(at(recording, "west-access-east-account", "imagePullSecrets"), [
            { name: "registry" },
        ]);
        assert.match(
            JSON.stringify(at(recording, `${mirror}-deployment`, "spec")),
            /"image":"registry\.example\/l5d\/controller:stable-2\.14\.10"/,
        );
    });

    it("lets webhooks fail closed", async () => {
        const recording = await recordMesh(() => twoClusters({ webhookFailurePolicy: "Fail" }));
        assert.equal(
            at(recording, "west-linkerd-release", "values", "webhookFailurePolicy"),
            "Fail",
        );
    });

    it("leaves out the Gateway API in the cluster that has it, and only there", async () => {
        const recording = await recordMesh(() =>
            meshConfig([cluster("east", { gatewayApiCrds: false }), cluster("west")]),
        );
        assert.equal(at(recording, "east-linkerd-crds", "values", "enableHttpRoutes"), false);
        assert.equal(at(recording, "west-linkerd-crds", "values", "enableHttpRoutes"), true);
    });

    it("fails when a gateway that is to be read has no address", async () => {
        const outputs = withOutputs({ "west-2-multicluster-gateway": { status: {} } });
        await assert.rejects(recordMesh(threeClusters, { outputs }), {
            message:
                /west-2-multicluster: Service linkerd-multicluster\/linkerd-gateway has no load/,
        });
    });
});
