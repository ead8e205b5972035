import assert from "node:assert/strict";
import { sh } from "../../../components/shell";
import { examineConfiguration } from "../../../operations/layers/configuration";
import { forStack } from "../../../operations/report/forStack";
import type { ReportedFinding } from "../../../operations/report/doctorReport";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../../stacks/configuration/types/plainConfig";
import { inPlainText, type Problem } from "../../../stacks/configuration/types/problem";
import { openStackConfig } from "../support/cloud";
import { apiServer } from "../support/links";
import { reported } from "../support/examined";
import { healthyMesh } from "../support/views";

const REFUSED = "`pulumi up` refuses the configuration, and nothing else can be looked at.";

describe("layer configuration", () => {
    const { config } = healthyMesh();
    const stack = { stack: "dev", parsed: { config }, mustBeUp: true, isUp: true };

    it("has nothing to say of a configuration without mistakes whose mesh is up", () => {
        assert.deepEqual(examineConfiguration(stack), {
            findings: [],
            scope: "2 clusters, 2 links",
            notChecked: [],
        });
    });

    it("says what makes a mesh where nothing is up", () => {
        assert.deepEqual(reported(examineConfiguration({ ...stack, isUp: false }).findings), [
            {
                severity: "error",
                where: "dev",
                code: "stack-not-up",
                what: "the stack has no outputs: no `pulumi up` has come to its end",
                why: "There is no mesh to look at. The other layers say whether `pulumi up` can succeed, as `npm run doctor -- --pre` does.",
                remedy: "pulumi up",
            },
        ]);
    });

    it("says nothing of it when the question is whether it can succeed", () => {
        assert.deepEqual(
            examineConfiguration({ ...stack, mustBeUp: false, isUp: false }).findings,
            [],
        );
    });

    describe("with an accepted transport", () => {
        const told = (changed: PlainMeshConfig, isUp = true) =>
            reported(
                examineConfiguration({ ...stack, isUp, parsed: { config: changed } }).findings,
            );
        const warning = (
            where: string,
            rest: Pick<ReportedFinding, "what" | "why" | "remedy">,
        ) => ({
            severity: "warning",
            where,
            code: "transport-insecure",
            ...rest,
        });
        const first = (change: (cluster: PlainClusterConfig) => Partial<PlainClusterConfig>) => ({
            ...config,
            clusters: config.clusters.map((cluster, index) =>
                index === 0 ? { ...cluster, ...change(cluster) } : cluster,
            ),
        });

        it("warns of charts over plain http, once", () => {
            const charts = {
                ...config.charts,
                repository: "http://mirror.example/linkerd",
                smi: { repository: "http://mirror.example/smi", version: "1.0.4" },
            };
            assert.deepEqual(told({ ...config, charts }), [
                warning("allowInsecureTransport", {
                    what: "accepts plain http: chartRepository is http://mirror.example/linkerd, smiChartRepository is http://mirror.example/smi",
                    why: "Anybody on the way can put other charts in, and whoever makes the charts has the clusters.",
                    remedy: "pulumi config set chartRepository HTTPS_URL\npulumi config set smiChartRepository HTTPS_URL\npulumi config rm allowInsecureTransport  # once the repository answers there\npulumi up",
                }),
            ]);
        });

        it("says nothing of charts from this machine", () => {
            const charts = { ...config.charts, repository: "http://127.0.0.1:8879" };
            assert.deepEqual(told({ ...config, charts }), []);
        });

        it("warns of an API server that nobody checks, also before the first up", () => {
            const changed = first(({ kubeconfig }) => ({
                kubeconfig: kubeconfig.replace(
                    /^( *)server:/m,
                    "$1insecure-skip-tls-verify: true\n$&",
                ),
            }));
            const [, found] = told(changed, false);
            assert.deepEqual(
                found,
                warning("clusters[0].allowInsecureTransport", {
                    what: `accepts a kubeconfig with insecure-skip-tls-verify for ${apiServer("cluster1")}`,
                    why: "Whoever answers in the API server's place is handed the credentials, mostly those of an administrator.",
                    remedy: "sudo cat /etc/kubernetes/pki/ca.crt  # on a control plane node: the CA\npulumi config rm --path 'clusters[0].allowInsecureTransport'  # once the kubeconfig has the CA\npulumi up",
                }),
            );
        });

        const clouds: [string, object, string][] = [
            [
                "over plain http",
                { authUrl: "http://keystone.example:5000/v3" },
                "http://keystone.example:5000/v3: its auth_url is plain http",
            ],
            [
                "whose certificate is not checked",
                { authUrl: "https://keystone.example:5000/v3", insecure: true },
                "https://keystone.example:5000/v3: its Keystone's certificate is not checked",
            ],
        ];
        for (const [title, change, risk] of clouds) {
            it(`warns of a Keystone ${title}`, () => {
                const openstack = openStackConfig("cluster1");
                const cloud = { ...openstack.cloud, ...change };
                assert.deepEqual(told(first(() => ({ openstack: { ...openstack, cloud } }))), [
                    warning("clusters[0].openstack.allowInsecureTransport", {
                        what: `accepts the cloud at ${risk}`,
                        why: "Whoever stands in between reads the password of the OpenStack project.",
                        remedy: "pulumi config rm --path 'clusters[0].openstack.allowInsecureTransport'  # once clouds.yaml has an https auth_url and checks its certificate\npulumi up",
                    }),
                ]);
            });
        }
    });

    const command = sh`ssh ubuntu@203.0.113.10 ssh-keyscan -t ed25519 10.10.0.12 >> ~/.ssh/known_hosts`;
    const { shell: keyscan } = command;
    const problems: [Problem, string, string, string][] = [
        [
            {
                path: ["colour"],
                value: "blue",
                advice: "no such key; the keys here are clusters",
                isUnknownKey: true,
            },
            "colour",
            "is [not shown]: no such key; the keys here are clusters",
            "pulumi config rm colour",
        ],
        [
            {
                path: ["clusters", 1, "gatway"],
                value: "x",
                advice: "no such key; did you mean gateway?",
                isUnknownKey: true,
            },
            "clusters[1].gatway",
            "is [not shown]: no such key; did you mean gateway?",
            "pulumi config rm --path 'clusters[1].gatway'",
        ],
        [
            { path: ["a.b"], value: 1, advice: "no such key", isUnknownKey: true },
            '["a.b"]',
            "is [not shown]: no such key",
            "pulumi config rm --path '[\"a.b\"]'",
        ],
        [
            {
                path: ["clusters", 0, "gateway", "ip"],
                value: 7,
                advice: "write an IPv4 address",
                example: "192.168.0.150",
            },
            "clusters[0].gateway.ip",
            "is 7: write an IPv4 address, for example 192.168.0.150",
            "pulumi config set --path 'clusters[0].gateway.ip' VALUE",
        ],
        [
            {
                path: ["clusters"],
                value: undefined,
                advice: "write a list of two or more clusters",
            },
            "clusters",
            "is missing: write a list of two or more clusters",
            "pulumi config set clusters VALUE",
        ],
        [
            inPlainText("cluster1Kubeconfig", "apiVersion: v1"),
            "cluster1Kubeconfig",
            "is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret cluster1Kubeconfig < FILE'",
            "pulumi config set --secret cluster1Kubeconfig < FILE",
        ],
        [
            {
                path: ["clusters", 0, "nodes", "hosts", 1, "address"],
                value: "10.10.0.12",
                advice: `~/.ssh/known_hosts has no key of it; add one with '${keyscan}', and compare it with what the host's console shows`,
                command,
            },
            "clusters[0].nodes.hosts[1].address",
            `is "10.10.0.12": ~/.ssh/known_hosts has no key of it; add one with '${keyscan}', and compare it with what the host's console shows`,
            keyscan,
        ],
    ];
    for (const [problem, where, what, remedy] of problems) {
        it(`says where to change what: ${where}`, () => {
            const parsed = { problems: [problem], values: {}, secretKeys: new Set<string>() };
            const { findings, ...rest } = examineConfiguration({ ...stack, parsed });
            assert.deepEqual(
                { ...rest, findings: reported(findings) },
                {
                    findings: [
                        {
                            severity: "error",
                            code: "configuration-invalid",
                            where,
                            what,
                            why: REFUSED,
                            remedy,
                        },
                    ],
                    scope: "the configuration of dev, and nothing else",
                    notChecked: [],
                },
            );
        });
    }

    it("names the stack in the command that stores a secret, and no secret in what it says", () => {
        const { findings } = examineConfiguration({
            ...stack,
            parsed: {
                problems: [inPlainText("eastKubeconfig", "apiVersion: v1")],
                values: { clusters: [{ name: "east" }] },
                secretKeys: new Set(["clusters"]),
            },
        });
        const [{ what, remedy } = { what: "", remedy: [] }] = findings;
        assert.equal(
            what,
            "is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret [secret]Kubeconfig < FILE'",
        );
        assert.equal(
            forStack(remedy, { stack: "dev", configFile: undefined }),
            "pulumi config set --stack dev --secret [secret]Kubeconfig < FILE",
        );
    });
});
