import assert from "node:assert/strict";
import type { CloudStatus } from "../../sandbox/cloud/status";
import { renderStatus } from "../../sandbox/status";

const cloud: CloudStatus = {
    keystone: "http://127.0.0.1:15000/v3",
    neutron: "http://127.0.0.1:19696",
    cloudsFile: "/s/cloud/clouds.yaml",
    clouds: ["cluster1", "admin"],
    daemons: [],
    problems: ["OpenStack does not run"],
    differs: "keystone 30.0.0, neutron 29.0.0: on SQLite",
};

describe("renderStatus", () => {
    it("describes a sandbox that never ran", () => {
        assert.equal(
            renderStatus({
                stateDir: "/project/.sandbox",
                clusters: [],
                cloud,
                daemons: [],
                parts: [],
                images: [],
            }),
            [
                "State folder: /project/.sandbox",
                ...["", "OpenStack:", "  OpenStack does not run"],
                ...["", "Other processes:", "  none yet"],
                ...["", "Programs:", "  none yet"],
                ...["", "Images:", "  none yet"],
                "",
                "What differs from the official programs:",
                "  keystone 30.0.0, neutron 29.0.0: on SQLite",
            ].join("\n"),
        );
    });

    it("tells problems, processes, sources and differences", () => {
        const text = renderStatus({
            stateDir: "/s",
            clusters: [
                {
                    name: "cluster1",
                    apiServer: "https://198.18.1.11:6443",
                    kubeconfig: "/s/kubeconfigs/cluster1.yaml",
                    gatewayAddress: "198.18.1.200",
                    nodes: [{ name: "cluster1-node1", ip: "198.18.1.11" }],
                    daemons: [
                        { name: "cluster1-etcd", alive: true },
                        { name: "cluster1-kube-apiserver", alive: false },
                    ],
                    problems: ["cluster1-kube-apiserver has ended"],
                },
            ],
            cloud: {
                ...cloud,
                problems: [],
                daemons: [
                    { name: "keystone", pid: 8, alive: true },
                    { name: "neutron", pid: 9, alive: true },
                ],
            },
            daemons: [{ name: "charts", pid: 7, alive: true }],
            parts: [
                {
                    name: "pulumi-resource-kubernetes",
                    from: "github.com/pulumi/pulumi-kubernetes/provider/v4 v4.0.0",
                    standin: false,
                    differs: "4.18.1 source answering for 4.34.2",
                    seconds: 27.5,
                    cached: true,
                },
                {
                    name: "pause-standin",
                    from: "sandbox/images/standins",
                    standin: true,
                    seconds: 0.3,
                    cached: false,
                },
            ],
            images: ["registry.k8s.io/pause:3.2: stand-in"],
        });
        assert.equal(
            text,
            [
                "State folder: /s",
                "",
                "cluster1:",
                "  cluster1-kube-apiserver has ended",
                "  API server https://198.18.1.11:6443, gateway 198.18.1.200",
                "  kubeconfig /s/kubeconfigs/cluster1.yaml",
                "  nodes cluster1-node1 198.18.1.11",
                "  1 of 2 processes run: cluster1-etcd, cluster1-kube-apiserver",
                "",
                "OpenStack:",
                "  ready",
                "  Keystone http://127.0.0.1:15000/v3, Neutron http://127.0.0.1:19696",
                "  clouds.yaml /s/cloud/clouds.yaml with cluster1, admin",
                "  2 of 2 processes run: keystone, neutron",
                "",
                "Other processes:",
                "  charts: process 7",
                "",
                "Programs:",
                "  pulumi-resource-kubernetes: github.com/pulumi/pulumi-kubernetes/provider/v4 v4.0.0, built in 27.5 s",
                "  pause-standin: stand-in, sandbox/images/standins, built in 0.3 s",
                "",
                "Images:",
                "  registry.k8s.io/pause:3.2: stand-in",
                "",
                "What differs from the official programs:",
                "  keystone 30.0.0, neutron 29.0.0: on SQLite",
                "  pulumi-resource-kubernetes: 4.18.1 source answering for 4.34.2",
                "  pause-standin: a stand-in of this project; its image says what it replaces",
            ].join("\n"),
        );
    });
});
