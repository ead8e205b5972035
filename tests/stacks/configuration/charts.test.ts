import assert from "node:assert/strict";
import { linkerdVersion } from "../../../components/linkerd/versions";
import { CLUSTERS, configOf, refuses } from "../../support/configCases";

/** What `docker login` writes: user `me`, password `hunter2`. */
const DOCKER = '{"auths": {"registry.example": {"auth": "bWU6aHVudGVyMg=="}}}';

describe("charts and images", () => {
    it("names the pull Secret that is made of credentials, after the others", () => {
        const imagePullCredentials = DOCKER;
        const { images } = configOf(
            { clusters: CLUSTERS, imagePullSecrets: ["mine"], imagePullCredentials },
            { secretKeys: ["imagePullCredentials"] },
        );
        assert.deepEqual(images.pullSecrets, ["mine", "linkerd-image-pull"]);
        assert.equal(images.pullCredentials, imagePullCredentials);
    });

    it("takes charts and repository from the version of Linkerd, and linkerd-smi where a split needs it", () => {
        const chartsOf = (values: object) => configOf({ clusters: CLUSTERS, ...values }).charts;
        const values = { crds: {}, controlPlane: {}, multicluster: {}, smi: {} };
        const smi = { repository: "https://linkerd.github.io/linkerd-smi", version: "1.0.4" };
        assert.deepEqual(chartsOf({}), {
            repository: "https://helm.linkerd.io/stable",
            versions: linkerdVersion("stable-2.14.10"),
            smi,
            values,
        });
        const newest = {
            repository: "https://helm.linkerd.io/edge",
            versions: linkerdVersion("edge-26.7.1"),
            values,
        };
        assert.deepEqual(chartsOf({ linkerdVersion: "edge-26.7.1" }), newest);
        assert.deepEqual(
            chartsOf({ linkerdVersion: "edge-26.7.1", sample: { split: "TrafficSplit" } }),
            { ...newest, smi },
        );
    });

    refuses([
        [
            "a number in place of Linkerd's own name of a version: YAML reads 2.20 as 2.2",
            { clusters: CLUSTERS, linkerdVersion: 2.2 },
            ['linkerdVersion is "2.2": write edge-26.7.1, Linkerd\'s own name of 2.20'],
        ],
        [
            "a version of no known row",
            { clusters: CLUSTERS, linkerdVersion: "edge-25.10.6" },
            [
                'linkerdVersion is "edge-25.10.6": write stable-2.14.10 (2.14), edge-25.10.7 (2.19) or edge-26.7.1 (2.20)',
            ],
        ],
        [
            "values that decide who makes CRDs and controllers",
            {
                clusters: CLUSTERS,
                chartValues: {
                    crds: { installGatewayAPI: false },
                    multicluster: {
                        controllers: [],
                        controllerDefaults: { gateway: { probe: { port: 1 } }, logLevel: "debug" },
                    },
                },
            },
            [
                "chartValues.crds.installGatewayAPI is false: write the key clusters[].gatewayApiCrds instead",
                "chartValues.multicluster.controllers is a list of 0: the links rely on the value that the program writes; remove it",
                "chartValues.multicluster.controllerDefaults.gateway is an object: the links rely on the value that the program writes; remove it",
            ],
        ],
        [
            "secret chart values, which Helm would keep in the clear",
            { clusters: CLUSTERS, chartValues: { controlPlane: { a: "hunter2" } } },
            [
                "chartValues is [secret]: Helm keeps values in the clear, in its release and in the cluster; take the secret out, and give the chart the name of a Secret instead",
            ],
            { secretKeys: ["chartValues"] },
        ],
        [
            "pull credentials in plain text, without showing them",
            { clusters: CLUSTERS, imagePullCredentials: DOCKER },
            [
                "imagePullCredentials is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret imagePullCredentials < FILE'",
            ],
        ],
        [
            "pull credentials that are no Docker configuration",
            { clusters: CLUSTERS, imagePullCredentials: "hunter2" },
            [
                "imagePullCredentials is [secret]: store the contents of a Docker config.json with auths in it that hold auth, or username and password; a file with credsStore or credHelpers only names the program that keeps them",
            ],
            { secretKeys: ["imagePullCredentials"] },
        ],
        [
            "malformed places",
            {
                clusters: CLUSTERS,
                chartRepository: "https://me:hunter2@charts.example/stable",
                smiChartRepository: "linkerd.github.io/linkerd-smi",
                imageRegistry: "https://cr.l5d.io/linkerd",
                pauseImage: "registry.k8s.io/pause",
                imagePullSecrets: ["ok", "Not_ok"],
                webhookFailurePolicy: "fail",
            },
            [
                'chartRepository is "https://[secret]@charts.example/stable": write the http or https URL of a Helm repository, for example https://helm.linkerd.io/stable',
                'smiChartRepository is "linkerd.github.io/linkerd-smi": write the http or https URL of a Helm repository, for example https://helm.linkerd.io/stable',
                'imageRegistry is "https://cr.l5d.io/linkerd": write a registry and path in lower case, without scheme and without a slash at the end, for example cr.l5d.io/linkerd',
                'pauseImage is "registry.k8s.io/pause": write an image in lower case with its tag or digest, for example registry.k8s.io/pause:3.2',
                'imagePullSecrets[1] is "Not_ok": write the name of a Secret, for example registry-credentials',
                'webhookFailurePolicy is "fail": write Ignore or Fail',
            ],
        ],
    ]);
});
