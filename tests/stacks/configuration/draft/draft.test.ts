import { CLUSTERS, COUNT, EAST, KEYS, WEST, refuses } from "../../../support/configCases";
import { kpaasKubeconfig } from "../../../support/configFiles";

describe("schemaProblems", () => {
    refuses([
        [
            "unknown keys, with the nearest one or all of them",
            { clusters: CLUSTERS, chartRepositry: "https://a", colour: "red", Links: [] },
            [
                'chartRepositry is "https://a": no such key; did you mean chartRepository?',
                `colour is "red": no such key; the keys here are ${KEYS}`,
                'Links is "[]": no such key; did you mean links?',
            ],
        ],
        [
            "unknown keys below",
            {
                clusters: [
                    { ...EAST, kubeconfgPath: "x", gateway: { replicas: 1, ips: "10.0.0.1" } },
                    { ...WEST, kubeconfig: { clusters: [] } },
                ],
                links: [{ source: "east", target: "west", name: "x" }],
                chartValues: { controlplane: {}, "a.b": 1 },
            },
            [
                'clusters[0].gateway.ips is "10.0.0.1": no such key; did you mean ip?',
                'clusters[0].kubeconfgPath is "x": no such key; did you mean kubeconfigPath?',
                "clusters[1].kubeconfig is [secret]: no such key; the keys here are name, kubeconfigPath, context, apiServer, gateway, openstack, nodes, egressAddresses, clusterDomain, gatewayApiCrds",
                'links[0].name is "x": no such key; the keys here are source, target, routing',
                "chartValues.controlplane is an object: no such key; did you mean controlPlane?",
                'chartValues["a.b"] is 1: no such key; the keys here are crds, controlPlane, multicluster, smi',
            ],
        ],
        [
            "a secret for a cluster that is not there, without showing it",
            { clusters: CLUSTERS, easstKubeconfig: kpaasKubeconfig("https://a:6443") },
            ["easstKubeconfig is [secret]: no such key; did you mean eastKubeconfig?"],
            { secretKeys: ["easstKubeconfig"] },
        ],
        [
            "values of the wrong type",
            {
                clusters: CLUSTERS,
                links: "all",
                chartValues: ["x"],
                imagePullSecrets: "pull",
                highAvailability: "maybe",
                trustAnchorGenerations: 1,
                issuerGeneration: "two",
                releaseTimeout: 10,
            },
            [
                'links is "all": write a list of links, for example [{"source": "cluster1", "target": "cluster2"}]',
                'chartValues is a list of 1: write an object, for example {"controlPlane": {"controllerLogLevel": "debug"}}',
                'imagePullSecrets is "pull": write a list of names, for example ["registry-credentials"]',
                'highAvailability is "maybe": write true or false',
                "trustAnchorGenerations is 1: write a list of whole numbers, for example [1, 2]",
                `issuerGeneration is "two": ${COUNT}`,
                'releaseTimeout is "10": write a Go duration of whole seconds, for example 10m or 1h30m',
            ],
        ],
    ]);
});
