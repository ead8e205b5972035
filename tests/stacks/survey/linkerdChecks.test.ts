import assert from "node:assert/strict";
import { linkerdVersion, type LinkerdName } from "../../../components/linkerd/versions";
import {
    gatewayApiProblems,
    kubernetesProblems,
    upgradeProblems,
} from "../../../stacks/survey/linkerdChecks";
import { plainCluster, plainMesh } from "../../operations/support/plainClusters";

const CLUSTER = plainCluster("cluster2");
const mesh = (name: LinkerdName, skippedVersions = false) => {
    const config = plainMesh([CLUSTER]);
    const charts = { ...config.charts, versions: linkerdVersion(name) };
    return { ...config, charts, accepted: { ...config.accepted, skippedVersions } };
};

describe("upgradeProblems", () => {
    for (const [running, configured, accepted, problem] of [
        ["edge-25.10.7", "stable-2.14.10", true, ["linkerd-downgrade", "edge-25.10.7"]],
        ["stable-2.14.10", "edge-26.7.1", false, ["linkerd-version-skipped", "edge-25.10.7"]],
        ["stable-2.14.10", "edge-26.7.1", true, []],
        ["edge-1.1.1", "edge-26.7.1", false, ["linkerd-version-unknown"]],
        [undefined, "edge-26.7.1", false, []],
    ] as const) {
        it(`judges ${configured} after ${String(running)}, skipping ${accepted ? "accepted" : "refused"}`, () => {
            const version = running === undefined ? {} : { version: running };
            const live = { ...version, trustAnchors: [], issuerChain: [] };
            assert.deepEqual(
                upgradeProblems(CLUSTER, mesh(configured, accepted), live).flatMap(
                    ({ code, settings }) => [code, ...settings.map(({ value }) => value)],
                ),
                problem,
            );
        });
    }
});

describe("kubernetesProblems", () => {
    for (const [version, configured, problem] of [
        ["v1.27.5", "edge-26.7.1", ["kubernetes-too-old", "edge-25.10.7"]],
        ["v1.20.1", "stable-2.14.10", ["kubernetes-too-old"]],
        ["v1.35.4", "stable-2.14.10", []],
    ] as const) {
        it(`judges ${version} under ${configured}`, () => {
            assert.deepEqual(
                kubernetesProblems(CLUSTER, mesh(configured), version).flatMap(
                    ({ code, settings }) => [code, ...settings.map(({ value }) => value)],
                ),
                problem,
            );
        });
    }
});

describe("gatewayApiProblems", () => {
    for (const [ours, gatewayApiCrds, problem] of [
        [true, false, ["gateway-api-deleted", "clusters.3.gatewayApiCrds", "true"]],
        [false, true, ["gateway-api-foreign", "clusters.3.gatewayApiCrds", "false"]],
        [true, true, []],
    ] as const) {
        it(`judges ${String(gatewayApiCrds)} where the CRD is ${ours ? "ours" : "somebody else's"}`, () => {
            const live = { trustAnchors: [], issuerChain: [], httpRouteCrd: { ours, kept: false } };
            assert.deepEqual(
                gatewayApiProblems({ ...CLUSTER, gatewayApiCrds }, 3, live).flatMap(
                    ({ code, settings }) => [
                        code,
                        ...settings.flatMap(({ path, value }) => [path.join("."), value]),
                    ],
                ),
                problem,
            );
        });
    }
});
