import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { IMAGES } from "../../support/fixtures";
import { controlPlane, inCluster, multicluster } from "../../support/parts";
import { once, record } from "../../support/record";
import { secret } from "../../support/values";

const CREDENTIALS = '{"auths":{"registry.example":{"auth":"dTpw"}}}';

const images = () => ({
    ...IMAGES,
    pullSecrets: ["linkerd-image-pull"],
    pullCredentials: pulumi.secret(CREDENTIALS),
});

const installed = once(() =>
    record(() => {
        const options = inCluster("east");
        controlPlane("west", inCluster("west"), { images: images() });
        multicluster("east", options, { images: images() });
    }),
);

describe("pullSecret", () => {
    for (const [name, namespace] of [
        ["west-linkerd", "linkerd"],
        ["east-multicluster", "linkerd-multicluster"],
    ] as const) {
        it(`puts the credentials into ${namespace}, secret, before the release`, async () => {
            const { get } = await installed();
            const { inputs } = get(`${name}-image-pull`);
            assert.deepEqual(inputs, {
                apiVersion: "v1",
                kind: "Secret",
                metadata: { name: "linkerd-image-pull", namespace },
                type: "kubernetes.io/dockerconfigjson",
                stringData: secret({ ".dockerconfigjson": CREDENTIALS }),
            });
            assert.ok(
                get(`${name}-release`).dependsOn.includes(`${name}-image-pull`),
                "without it the pods wait for their images until Helm gives up",
            );
        });
    }

    it("makes none where no credentials are configured", async () => {
        const { resources } = await record(() => {
            controlPlane("west", inCluster("west"));
        });
        assert.deepEqual(
            resources.filter(({ name }) => name.endsWith("-image-pull")),
            [],
        );
    });
});
