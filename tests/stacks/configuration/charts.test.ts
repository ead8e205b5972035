import assert from "node:assert/strict";
import { CLUSTERS, configOf, notTogether, refuses } from "../../support/configCases";

describe("charts and images", () => {
    it("names the pull Secret that is made of credentials, after the others", () => {
        const imagePullCredentials = '{"auths": {}}';
        const { images } = configOf(
            { clusters: CLUSTERS, imagePullSecrets: ["mine"], imagePullCredentials },
            { secretKeys: ["imagePullCredentials"] },
        );
        assert.deepEqual(images.pullSecrets, ["mine", "linkerd-image-pull"]);
        assert.equal(images.pullCredentials, imagePullCredentials);
    });

    refuses([
        [
            "a version of no known row",
            { clusters: CLUSTERS, multiclusterChartVersion: "30.12.0" },
            [
                `multiclusterChartVersion is "30.12.0": ${notTogether("1.8.0", "1.16.11", "30.12.0")}`,
            ],
        ],
        [
            "a version of linkerd-smi of no known row",
            { clusters: CLUSTERS, smiChartVersion: "1.0.3" },
            [`smiChartVersion is "1.0.3": ${notTogether("1.8.0", "1.16.11", "30.11.11", "1.0.3")}`],
        ],
        [
            "a range of versions",
            { clusters: CLUSTERS, controlPlaneChartVersion: "1.16.x" },
            [
                'controlPlaneChartVersion is "1.16.x": write an exact chart version, for example 1.16.11',
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
            { clusters: CLUSTERS, imagePullCredentials: '{"auths": {}}' },
            [
                "imagePullCredentials is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret imagePullCredentials < FILE'",
            ],
        ],
        [
            "pull credentials that are no Docker configuration",
            { clusters: CLUSTERS, imagePullCredentials: "hunter2" },
            [
                "imagePullCredentials is [secret]: store the contents of a Docker config.json that has auths in it",
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
                'imageRegistry is "https://cr.l5d.io/linkerd": write a registry and path without scheme and without a slash at the end, for example cr.l5d.io/linkerd',
                'pauseImage is "registry.k8s.io/pause": write an image with its tag or digest, for example registry.k8s.io/pause:3.2',
                'imagePullSecrets[1] is "Not_ok": write the name of a Secret, for example registry-credentials',
                'webhookFailurePolicy is "fail": write Ignore or Fail',
            ],
        ],
    ]);
});
