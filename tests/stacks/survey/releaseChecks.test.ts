import assert from "node:assert/strict";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { releaseProblems, type HelmRevision } from "../../../stacks/survey/releaseChecks";
import { plainCluster } from "../../operations/support/plainClusters";

const cluster = plainCluster("cluster1", { context: "one", written: {} });
const NAMESPACE = "cluster1-linkerd-namespace";
const RELEASE = "cluster1-linkerd-release";

function revision(
    version: number,
    status: string,
    changes: Partial<HelmRevision> = {},
): HelmRevision {
    const name = "linkerd-control-plane";
    return {
        name: `sh.helm.release.v1.${name}.v${String(version)}`,
        namespace: "linkerd",
        labels: { owner: "helm", name, status, version: String(version) },
        ...changes,
    };
}

function problems(revisions: readonly HelmRevision[], noted?: readonly string[]): string[] {
    const seen = noted === undefined ? undefined : new Set(noted);
    return releaseProblems(cluster, 0, revisions, seen).map((problem) =>
        renderProblem(problem, {}, new Set()),
    );
}

const told = (what: string, records: string) => [
    `clusters[0].name is "cluster1": cluster1: ${what}; when no process of a pulumi is left, run 'kubectl --context one --namespace linkerd delete secret ${records}', then 'pulumi up': what runs stays, and Helm takes it over`,
];
const ALL = "--selector owner=helm,name=linkerd-control-plane";

describe("releaseProblems", () => {
    it("says nothing of releases that the state has, or that nobody can compare with it", () => {
        assert.deepEqual(problems([]), []);
        assert.deepEqual(problems([revision(1, "deployed")], [NAMESPACE, RELEASE]), []);
        assert.deepEqual(problems([revision(1, "deployed")]), []);
    });

    it("names the command for a release that a killed update installed and did not note", () => {
        assert.deepEqual(
            problems([revision(1, "deployed")], [NAMESPACE]),
            told(
                "a 'pulumi up' that was killed installed the release linkerd-control-plane, and did not note it",
                ALL,
            ),
        );
    });

    it("refuses releases of a namespace that the state does not have for this name, once", () => {
        const crds = { name: "linkerd-crds", status: "deployed", version: "1" };
        const both = [revision(1, "deployed"), revision(1, "deployed", { labels: crds })];
        assert.deepEqual(
            problems(both, ["cluster9-linkerd-namespace", "cluster9-linkerd-release"]),
            [
                "clusters[0].name is \"cluster1\": cluster1: the release linkerd-crds is in namespace linkerd already, and this stack made none there for a cluster of this name; was it another's, take it away first, or write the former name if the cluster had one: to rename it, run 'pulumi destroy' before",
            ],
        );
    });

    it("leaves a release of this name in another namespace", () => {
        assert.deepEqual(
            problems([revision(1, "pending-install", { namespace: "other" })], [NAMESPACE]),
            [],
        );
    });

    it("names the command for an install that has not come to its end", () => {
        assert.deepEqual(
            problems([revision(1, "pending-install")], [NAMESPACE]),
            told(
                "whoever installs or upgrades the release linkerd-control-plane has not come to its end (pending-install)",
                ALL,
            ),
        );
    });

    it("keeps the former revisions of an upgrade that has not come to its end", () => {
        assert.deepEqual(
            problems(
                [revision(9, "deployed"), revision(10, "pending-upgrade")],
                [NAMESPACE, RELEASE],
            ),
            told(
                "whoever installs or upgrades the release linkerd-control-plane has not come to its end (pending-upgrade)",
                "sh.helm.release.v1.linkerd-control-plane.v10",
            ),
        );
    });
});
