import assert from "node:assert/strict";
import { certificateLine } from "../../../operations/page/model/certificateLine";
import { differences, versionRows } from "../../../operations/page/model/clusterFacts";
import { exportList } from "../../../operations/page/model/exportedServices";
import { meshMap } from "../../../operations/page/model/meshMap";
import type { ReportedFinding } from "../../../operations/report/doctorReport";
import { certificatesOf } from "../../../operations/layers/certificates/certificatesOf";
import { changed } from "../support/behindNat";
import { service } from "../support/kubernetesObjects";
import { NOW } from "../support/links";
import { brokenSite, healthySite, modelOf } from "../support/pages";
import { healthyMesh, healthyView } from "../support/views";

const NOTHING = { refusal: "nobody asked" };
const mapOf = (view: ReturnType<typeof healthySite>) => modelOf(view, NOTHING).mesh?.map;

describe("map of a mesh", () => {
    it("has clusters with their nodes and addresses, and links with what was measured", () => {
        assert.deepEqual(mapOf(healthySite(2)), {
            clusters: [1, 2].map((number) => ({
                name: `cluster${number}`,
                state: "ok",
                kubernetes: "v1.28.15",
                nodes: ["master", "worker"].map((role, index) => ({
                    name: `cluster${number}-${role}`,
                    address: `10.${number}0.0.1${index + 1}`,
                    state: "ok",
                })),
                gateway: `10.${number}0.0.150`,
                floatingIp: `203.0.113.${number}2`,
            })),
            links: [
                ["cluster1", "cluster2"],
                ["cluster2", "cluster1"],
            ].map(([source, target]) => ({
                source,
                target,
                routing: "dnat",
                name: `${source ?? ""}-to-${target ?? ""}`,
                state: "ok",
                note: "gateway answers",
                latency: 1,
            })),
        });
    });

    it("shows what is broken where it is", () => {
        const map = mapOf(brokenSite(3));
        assert.deepEqual(
            map?.clusters.map(({ name, state, kubernetes, nodes }) => [
                name,
                state,
                kubernetes,
                nodes.map((node) => node.state),
            ]),
            [
                ["cluster1", "ok", "v1.28.15", ["error", "ok"]],
                ["cluster2", "error", "v1.29.2", ["ok", "ok"]],
                ["cluster3", "error", undefined, []],
            ],
        );
        assert.deepEqual(
            map.links.map(({ name, state, note }) => [name, state, note]),
            [
                ["cluster1-to-cluster2", "ok", "gateway answers"],
                ["cluster1-to-cluster3", "ok", "gateway answers"],
                ["cluster2-to-cluster1", "error", "has errors"],
                ["cluster2-to-cluster3", "ok", "gateway answers"],
                ["cluster3-to-cluster1", "unknown", "was not looked at"],
                ["cluster3-to-cluster2", "unknown", "was not looked at"],
            ],
        );
    });

    it("shows what is wrong on several nodes, and in clusters that share it", () => {
        const finding = { severity: "error", code: "chain-missing", what: "", why: "", remedy: "" };
        const states = (where: string) => {
            const findings = [{ ...finding, where } as ReportedFinding];
            const layer = {
                id: "node-rules",
                title: "",
                scope: "",
                notChecked: [],
                findings,
            } as const;
            return meshMap(healthySite(2), [layer]).clusters.map(({ state, nodes }) => [
                state,
                ...nodes.map((node) => node.state),
            ]);
        };
        const ok = ["ok", "ok", "ok"];
        assert.deepEqual(states("cluster2: cluster2-master, cluster2-worker"), [
            ok,
            ["error", "error", "error"],
        ]);
        assert.deepEqual(states("cluster1, cluster2"), [
            ["error", "ok", "ok"],
            ["error", "ok", "ok"],
        ]);
        // A node of the same name in another cluster is another one.
        assert.deepEqual(states("cluster1/cluster2-master"), [["error", "ok", "ok"], ok]);
        assert.deepEqual(states("cluster1-to-cluster2"), [ok, ok]);
    });

    const probes = [
        [{ seen: false }, "error", "gateway does not answer"],
        [{ failure: "no answer" }, "unknown", "tells no probes"],
    ] as const;
    for (const [probe, state, note] of probes) {
        it(`says of a link without findings that its ${note}`, () => {
            const view = changed(healthySite(2), "cluster1", () => ({
                gatewayAlive: new Map([["cluster2", probe]]),
            }));
            const { links } = meshMap(view, []);
            assert.deepEqual([links[0]?.state, links[0]?.note], [state, note]);
        });
    }

    it("takes a node that Kubernetes says nothing of for unknown", () => {
        const view = healthySite(2);
        const [first] = view.clusters;
        if (first === undefined || !("seen" in first.kubernetes)) throw new Error("no cluster1");
        for (const node of first.kubernetes.seen.nodes) delete node.status;
        assert.deepEqual(
            meshMap(view, []).clusters[0]?.nodes.map(({ address, state }) => [address, state]),
            [
                ["", "unknown"],
                ["", "unknown"],
            ],
        );
    });
});

describe("time line of certificates", () => {
    it("has certificates that end on one day in one row, those that end first first", () => {
        const view = brokenSite(2);
        const [anchor] = certificatesOf(view).map(({ name }) => name);
        const { rows } = certificateLine(view, {});
        assert.deepEqual(
            rows.map(({ kind, clusters, until, renew, daysLeft, state }) => [
                kind,
                clusters.join(" "),
                until,
                renew,
                daysLeft,
                state,
            ]),
            [
                ["issuer", "cluster2", "2026-11-24", "2026-09-25", -1, "error"],
                ["trust anchor", "cluster1 cluster2", "2036-01-01", "2035-11-02", 3323, "ok"],
                ["issuer", "cluster1", "2036-01-01", "2035-11-02", 3323, "ok"],
                ["webhook", "cluster1 cluster2", "2036-01-01", "2035-11-02", 3323, "ok"],
            ],
        );
        assert.equal(rows[1]?.name, anchor);
    });

    it("has each next step once, with the commands of this stack, and says what is due", () => {
        assert.deepEqual(certificateLine(brokenSite(2), { stack: "prod" }).steps, [
            {
                day: "2026-09-25",
                isDue: true,
                what: "issuer of cluster2",
                commands:
                    "pulumi config set --stack prod issuerGeneration 2\npulumi up --stack prod",
            },
            {
                day: "2035-11-02",
                isDue: false,
                what: "trust anchor of all clusters, webhook of all clusters",
                commands: "npm run rotate -- anchor --stack prod",
            },
            {
                day: "2035-11-02",
                isDue: false,
                what: "issuer of cluster1",
                commands:
                    "pulumi config set --stack prod issuerGeneration 2\npulumi up --stack prod",
            },
        ]);
    });

    it("warns from the sixtieth day before the end on", () => {
        const view = { ...healthySite(2), now: new Date("2035-11-02T00:00:00Z") };
        assert.deepEqual(
            certificateLine(view, {}).rows.map(({ daysLeft, daysToRenew, state }) => [
                daysLeft,
                daysToRenew,
                state,
            ]),
            [1, 2, 3].map(() => [60, 0, "warning"]),
        );
    });

    it("knows a certificate that is not valid yet", () => {
        const view = { ...healthySite(2), now: new Date("2025-12-31T00:00:00Z") };
        assert.deepEqual(
            [...new Set(certificateLine(view, {}).rows.map(({ state }) => state))],
            ["error"],
        );
    });
});

describe("exported Services of a page", () => {
    it("lead to where their mirrors do", () => {
        assert.deepEqual(exportList(healthySite(3)), {
            services: [
                {
                    cluster: "cluster1",
                    service: "sample/helloworld",
                    ports: "5000/TCP",
                    hasPods: true,
                    mirrors: ["cluster2", "cluster3"].map((cluster) => ({
                        cluster,
                        name: "helloworld-cluster1",
                        state: "ok",
                        note: "leads to 10.10.0.150:4143",
                    })),
                },
            ],
            more: 0,
        });
    });

    it("may lack a mirror, or lead nowhere", () => {
        const mesh = healthyMesh("stable-2.14.10", 3);
        const second = mesh.kubernetes("cluster2");
        second.services.splice(0);
        mesh.kubernetes("cluster3").endpoints.splice(0);
        const { services } = exportList(healthyView(mesh));
        assert.deepEqual(
            services[0]?.mirrors.map(({ state, note }) => [state, note]),
            [
                ["error", "missing"],
                ["warning", "leads nowhere"],
            ],
        );
    });

    it("may lack the namespace of their mirrors", () => {
        const mesh = healthyMesh();
        const labels = { "mirror.linkerd.io/exported": "true" };
        mesh.kubernetes("cluster1").services.push(service("shop", "cart", labels));
        const { services } = exportList(healthyView(mesh));
        const cart = services.find((one) => one.service === "shop/cart");
        assert.deepEqual(cart?.mirrors, [
            {
                ...{ cluster: "cluster2", name: "cart-cluster1", state: "error" },
                note: "the namespace shop is missing there",
            },
        ]);
    });

    it("are shown too where the configuration has them and the cluster does not", () => {
        const mesh = healthyMesh();
        mesh.kubernetes("cluster1").services.push(service("shop", "cart", {}));
        const view = healthyView(mesh);
        const exports = [
            { namespace: "sample", service: "helloworld" },
            { namespace: "shop", service: "cart" },
            { namespace: "shop", service: "till" },
            { namespace: "shop", selector: { team: "sales", tier: "web" } },
        ];
        const clusters = view.clusters.map((cluster) => ({
            ...cluster,
            config: {
                ...cluster.config,
                exports: cluster.config.name === "cluster1" ? exports : [],
            },
        }));
        const { services } = exportList({ ...view, clusters });
        assert.deepEqual(
            services.map(({ cluster, service: name, trouble }) => [cluster, name, trouble]),
            [
                ["cluster1", "sample/helloworld", undefined],
                ["cluster1", "shop/cart", "not exported yet: run pulumi up"],
                ["cluster1", "shop/till", "there is no such Service"],
                ["cluster1", "shop/ team=sales, tier=web", "no Service has these labels"],
            ],
        );
    });

    it("are counted where there are too many to read", () => {
        const mesh = healthyMesh();
        const labels = { "mirror.linkerd.io/exported": "true" };
        for (let number = 1; number <= 230; number++) {
            mesh.kubernetes("cluster1").services.push(service("shop", `s${number}`, labels));
        }
        const { services, more } = exportList(healthyView(mesh));
        assert.deepEqual([services.length, more], [200, 31]);
    });
});

describe("versions and differences", () => {
    it("are told of each cluster that answers", () => {
        assert.deepEqual(
            versionRows(brokenSite(3)),
            ["v1.28.15", "v1.29.2"].map((kubernetes, index) => ({
                cluster: `cluster${index + 1}`,
                versions: [
                    kubernetes,
                    "stable-2.14.10",
                    "stable-2.14.10",
                    "containerd://1.7.13",
                    "Ubuntu 22.04.4 LTS",
                ],
            })),
        );
    });

    it("name who has which value, and nothing that all have in common", () => {
        const view = changed(brokenSite(3), "cluster1", ({ config }) => ({
            config: { ...config, clusterDomain: "site.local", issuer: "external" },
        }));
        assert.deepEqual(differences(view), [
            {
                fact: "Kubernetes",
                values: [
                    { value: "v1.28.15", clusters: ["cluster1"] },
                    { value: "v1.29.2", clusters: ["cluster2"] },
                ],
            },
            {
                fact: "DNS domain",
                values: [
                    { value: "site.local", clusters: ["cluster1"] },
                    { value: "cluster.local", clusters: ["cluster2"] },
                ],
            },
            {
                fact: "Issuer kept by",
                values: [
                    { value: "something else", clusters: ["cluster1"] },
                    { value: "this program", clusters: ["cluster2"] },
                ],
            },
        ]);
    });

    it("are none between clusters that are alike", () => {
        assert.deepEqual(differences(healthySite(3)), []);
    });
});

describe("model of a page", () => {
    it("says when everything was looked at", () => {
        assert.equal(NOW.toISOString(), "2026-11-25T12:00:00.000Z");
        assert.equal(modelOf(healthySite(2), NOTHING).lookedAt, "2026-11-25 12:00 UTC");
    });
});
