import assert from "node:assert/strict";
import { CHART_DIGESTS, linkerdVersion } from "../../../components/linkerd/versions";
import { pair } from "../../support/certificates";
import { CLUSTERS, configOf, refuses } from "../../support/configCases";

const REPOSITORY =
    "write the https or oci URL of a Helm repository without user and query, for example https://helm.linkerd.io/stable";
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
            digests: CHART_DIGESTS,
        });
        const newest = {
            repository: "https://helm.linkerd.io/edge",
            versions: linkerdVersion("edge-26.7.1"),
            values,
            digests: CHART_DIGESTS,
        };
        assert.deepEqual(chartsOf({ linkerdVersion: "edge-26.7.1" }), newest);
        assert.deepEqual(
            chartsOf({ linkerdVersion: "edge-26.7.1", sample: { split: "TrafficSplit" } }),
            { ...newest, smi },
        );
    });

    it("pins charts of a mirror beside, or in place of, those that the program pins", () => {
        const [one, other] = ["a".repeat(64), `sha256:${"b".repeat(64)}`];
        const chartDigests = { "linkerd-crds-1.8.0": one, "linkerd-smi-1.0.4": other };
        const { digests } = configOf({ clusters: CLUSTERS, chartDigests }).charts;
        assert.deepEqual(digests, chartDigests);
    });

    const DIGEST =
        "write the SHA-256 of the archive in lower-case hexadecimal, as 'sha256sum' prints it";
    const wrongDigests: [string, object, string][] = [
        [
            "in upper case",
            { chartDigests: { "linkerd-crds-1.8.0": "A".repeat(64) } },
            `chartDigests["linkerd-crds-1.8.0"] is "${"A".repeat(64)}": ${DIGEST}`,
        ],
        [
            "of SHA-1",
            { chartDigests: { "linkerd-crds-1.8.0": "a".repeat(40) } },
            `chartDigests["linkerd-crds-1.8.0"] is "${"a".repeat(40)}": ${DIGEST}`,
        ],
        [
            "of a version that no row has",
            { chartDigests: { "linkerd-crds-1.8.1": "a".repeat(64) } },
            'chartDigests["linkerd-crds-1.8.1"] is [not shown]: no such key; did you mean linkerd-crds-1.8.0?',
        ],
        [
            "of an OCI registry",
            {
                chartRepository: "oci://harbor.example/linkerd",
                chartDigests: { "linkerd-crds-1.8.0": "a".repeat(64) },
            },
            `chartDigests["linkerd-crds-1.8.0"] is "${"a".repeat(64)}": the charts of oci://harbor.example/linkerd are not compared: it is an OCI registry; remove it, and make the tags there immutable`,
        ],
    ];
    refuses(
        wrongDigests.map(([title, values, problem]) => [
            `a digest ${title}`,
            { clusters: CLUSTERS, ...values },
            [problem],
        ]),
    );

    const CA = pair("charts").certificate;
    const secured = (values: object, ca: string = CA) =>
        [
            { clusters: CLUSTERS, ...values },
            {
                secretKeys: ["chartRepositoryPassword"],
                files: { "/home/operator/ca.pem": ca },
            },
        ] as const;
    const LOGIN = {
        chartRepositoryUser: "robot$charts",
        chartRepositoryPassword: "hunter2",
        chartRepositoryCaPath: "~/ca.pem",
    };
    const login = {
        username: "robot$charts",
        password: "hunter2",
        caFile: "/home/operator/ca.pem",
    };

    it("gives the login to both repositories of one host, and to no other", () => {
        const charts = (smiChartRepository: string) => {
            const chartRepository = "https://charts.example:8443/linkerd";
            return configOf(...secured({ ...LOGIN, chartRepository, smiChartRepository })).charts;
        };
        const same = charts("https://charts.example:8443/smi");
        assert.deepEqual([same.login, same.smi?.login], [login, login]);
        const other = charts("https://charts.example/smi");
        const usual = configOf(...secured(LOGIN)).charts;
        assert.deepEqual([usual.login, usual.smi?.login], [login, undefined]);
        assert.deepEqual([other.login, other.smi?.login], [login, undefined]);
    });

    it("takes a CA alone, and an OCI registry", () => {
        const { charts } = configOf(...secured({ chartRepositoryCaPath: "~/ca.pem" }));
        assert.deepEqual(charts.login, { caFile: "/home/operator/ca.pem" });
        const chartRepository = "oci://harbor.example/linkerd";
        assert.equal(
            configOf({ clusters: CLUSTERS, chartRepository }).charts.repository,
            chartRepository,
        );
    });

    it("takes plain http on this machine, and elsewhere where the key accepts it", () => {
        configOf({ clusters: CLUSTERS, chartRepository: "http://127.0.0.1:8080" });
        configOf({
            clusters: CLUSTERS,
            chartRepository: "http://charts.example",
            allowInsecureTransport: true,
        });
    });

    const HELM =
        "Helm has the login and the CA of an OCI registry from this machine; remove it, and run 'helm registry login harbor.example:8443' as the user that runs Pulumi";
    const HTTP =
        "over plain http anybody on the way can put other charts in; write an https URL, or accept that with allowInsecureTransport: true";
    refuses([
        [
            "plain http",
            {
                clusters: CLUSTERS,
                chartRepository: "http://charts.example",
                smiChartRepository: "http://10.0.0.5/smi",
            },
            [
                `chartRepository is "http://charts.example": ${HTTP}`,
                `smiChartRepository is "http://10.0.0.5/smi": ${HTTP}`,
            ],
        ],
        [
            "a login of an OCI registry, which the plugin would not use",
            secured({ ...LOGIN, chartRepository: "oci://harbor.example:8443/linkerd" })[0],
            [
                `chartRepositoryUser is "robot$charts": ${HELM}`,
                `chartRepositoryPassword is [secret]: ${HELM}`,
                `chartRepositoryCaPath is "~/ca.pem": ${HELM}`,
            ],
            secured({})[1],
        ],
        [
            "half a login, and a password in plain text",
            { clusters: CLUSTERS, chartRepositoryPassword: "hunter2" },
            [
                "chartRepositoryUser is missing: chartRepository asks for a user and a password together; write both, or none",
                "chartRepositoryPassword is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret chartRepositoryPassword < FILE'",
            ],
        ],
        [
            "a user alone, and a CA that is none",
            secured({ chartRepositoryUser: "me", chartRepositoryCaPath: "~/ca.pem" })[0],
            [
                "chartRepositoryPassword is missing: chartRepository asks for a user and a password together; write both, or none",
                'chartRepositoryCaPath is "~/ca.pem": it holds no certificate; give the CA\'s in PEM',
            ],
            secured({}, "none")[1],
        ],
        [
            "secrets in addresses, without showing them",
            {
                clusters: CLUSTERS,
                chartRepository: "https://charts.example/?token=hunter2",
                smiChartRepository: "https://me:p@ss/hunter2@charts.example/smi",
            },
            [
                `chartRepository is "https://charts.example/?[secret]": ${REPOSITORY}`,
                `smiChartRepository is "https://[secret]@charts.example/smi": ${REPOSITORY}`,
            ],
        ],
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
                'chartRepository is "https://[secret]@charts.example/stable": write the https or oci URL of a Helm repository without user and query, for example https://helm.linkerd.io/stable',
                'smiChartRepository is "linkerd.github.io/linkerd-smi": write the https or oci URL of a Helm repository without user and query, for example https://helm.linkerd.io/stable',
                'imageRegistry is "https://cr.l5d.io/linkerd": write a registry and path in lower case, without scheme and without a slash at the end, for example cr.l5d.io/linkerd',
                'pauseImage is "registry.k8s.io/pause": write an image in lower case with its tag or digest, for example registry.k8s.io/pause:3.2',
                'imagePullSecrets[1] is "Not_ok": write the name of a Secret, for example registry-credentials',
                'webhookFailurePolicy is "fail": write Ignore or Fail',
            ],
        ],
    ]);
});
