import { gatewayApiCrdsRefusal } from "../../components/linkerd/gatewayApiCrds";
import { kubernetesMisfit } from "../../components/linkerd/kubernetesRange";
import { upgradeRefusal, type UpgradeRefusal } from "../../components/linkerd/upgrade";
import type { PlainClusterConfig, PlainMeshConfig } from "../configuration/types/plainConfig";
import type { LiveLinkerd } from "./liveLinkerd";
import { problemAt, REFUSES, type SurveyCode, type SurveyProblem } from "./surveyProblem";

const UPGRADE_CODES: Readonly<Record<UpgradeRefusal["kind"], SurveyCode>> = {
    downgrade: "linkerd-downgrade",
    skipped: "linkerd-version-skipped",
    unknown: "linkerd-version-unknown",
};

/** A version of Linkerd that does not follow the one that runs. Pure. */
export function upgradeProblems(
    { name }: PlainClusterConfig,
    { charts: { versions }, accepted }: Pick<PlainMeshConfig, "charts" | "accepted">,
    { version }: LiveLinkerd,
): SurveyProblem[] {
    if (version === undefined) return [];
    const refusal = upgradeRefusal(version, versions, accepted.skippedVersions);
    if (refusal === undefined) return [];
    const { kind, what, advice, instead } = refusal;
    const path = ["linkerdVersion"];
    const settings = instead === undefined ? [] : [{ path, value: instead.linkerd }];
    return [
        {
            code: UPGRADE_CODES[kind],
            where: name,
            path,
            value: versions.linkerd,
            what,
            why: REFUSES,
            advice,
            commands: [],
            settings,
        },
    ];
}

/** A Kubernetes that is too old for the configured Linkerd; `version` is that of its API server. Pure. */
export function kubernetesProblems(
    { name }: PlainClusterConfig,
    { charts: { versions } }: Pick<PlainMeshConfig, "charts">,
    version: string,
): SurveyProblem[] {
    const misfit = kubernetesMisfit(version, versions);
    if (misfit?.side !== "below") return [];
    const { covered, instead } = misfit;
    const path = ["linkerdVersion"];
    return [
        {
            code: "kubernetes-too-old",
            where: name,
            path,
            value: versions.linkerd,
            what: `Kubernetes is ${version}, and Linkerd ${versions.series} takes ${covered}`,
            why: REFUSES,
            advice:
                instead === undefined
                    ? "upgrade the cluster: no Linkerd of this program takes it"
                    : `write ${instead.linkerd} (${instead.series}), or upgrade the cluster`,
            commands: [],
            settings: instead === undefined ? [] : [{ path, value: instead.linkerd }],
        },
    ];
}

/** A `gatewayApiCrds` with which Helm would delete routes, or fail. `index` is the cluster's. Pure. */
export function gatewayApiProblems(
    { name, gatewayApiCrds }: PlainClusterConfig,
    index: number,
    { httpRouteCrd }: LiveLinkerd,
): SurveyProblem[] {
    const refusal = gatewayApiCrdsRefusal(httpRouteCrd, gatewayApiCrds);
    if (refusal === undefined) return [];
    const { kind, what, write } = refusal;
    return problemAt({ name, index }, ["gatewayApiCrds"], {
        code: kind === "deleted" ? "gateway-api-deleted" : "gateway-api-foreign",
        value: gatewayApiCrds,
        what,
        why: REFUSES,
        advice: `write ${String(write)}`,
        write: String(write),
    });
}
