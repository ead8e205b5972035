import assert from "node:assert/strict";
import {
    LINKERD_VERSIONS,
    linkerdVersion,
    linkerdVersionAdvice,
} from "../../../components/linkerd/versions";

describe("LINKERD_VERSIONS", () => {
    it("go from the oldest to the newest, each with the charts and the Kubernetes of its own", () => {
        assert.deepEqual(
            LINKERD_VERSIONS.map(({ generation: _, ...row }) => row),
            [
                {
                    linkerd: "stable-2.14.10",
                    series: "2.14",
                    repository: "https://helm.linkerd.io/stable",
                    crds: "1.8.0",
                    controlPlane: "1.16.11",
                    multicluster: "30.11.11",
                    smi: "1.0.4",
                    kubernetes: [21, 28],
                },
                {
                    linkerd: "edge-25.10.7",
                    series: "2.19",
                    repository: "https://helm.linkerd.io/edge",
                    crds: "2025.10.7",
                    controlPlane: "2025.10.7",
                    multicluster: "2025.10.7",
                    smi: "1.0.4",
                    kubernetes: [22, 35],
                },
                {
                    linkerd: "edge-26.7.1",
                    series: "2.20",
                    repository: "https://helm.linkerd.io/edge",
                    crds: "2026.7.1",
                    controlPlane: "2026.7.1",
                    multicluster: "2026.7.1",
                    smi: "1.0.4",
                    kubernetes: [31, 35],
                },
            ],
        );
    });

    it("name the controllers and probe Services that each makes", () => {
        assert.deepEqual(
            LINKERD_VERSIONS.map(({ generation }) => [
                generation.controllerName("west"),
                generation.probeServiceName("west"),
            ]),
            [
                ["linkerd-service-mirror-west", "probe-gateway-west"],
                ["controller-west", "probe-west"],
                ["controller-west", "probe-west"],
            ],
        );
    });
});

describe("linkerdVersion", () => {
    it("is the row of a name", () => {
        assert.equal(linkerdVersion("edge-25.10.7"), LINKERD_VERSIONS[1]);
    });
});

describe("linkerdVersionAdvice", () => {
    const cases: readonly (readonly [written: unknown, advice: string])[] = [
        ["2.20", "write edge-26.7.1, Linkerd's own name of 2.20"],
        // What YAML makes of 2.20.
        ["2.2", "write edge-26.7.1, Linkerd's own name of 2.20"],
        [2.19, "write edge-25.10.7, Linkerd's own name of 2.19"],
        ["2.14", "write stable-2.14.10, Linkerd's own name of 2.14"],
        ["2.14.10", "write stable-2.14.10, Linkerd's own name of 2.14"],
        ["2025.10.7", "write edge-25.10.7, Linkerd's own name of 2.19"],
        ["25.10.7", "write edge-25.10.7, Linkerd's own name of 2.19"],
        ["2.18", "write stable-2.14.10 (2.14), edge-25.10.7 (2.19) or edge-26.7.1 (2.20)"],
        ["", "write stable-2.14.10 (2.14), edge-25.10.7 (2.19) or edge-26.7.1 (2.20)"],
        ["edge-25.10.6", "write stable-2.14.10 (2.14), edge-25.10.7 (2.19) or edge-26.7.1 (2.20)"],
    ];
    for (const [written, advice] of cases) {
        it(`tells what to write instead of ${JSON.stringify(written)}`, () => {
            assert.equal(linkerdVersionAdvice(written), advice);
        });
    }
});
