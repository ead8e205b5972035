import { printableLines } from "../../../components/printable";
import type { StackOptions } from "../../options/commandLine";
import type { Diagnosis } from "../../report/diagnosis";
import type { DoctorReport } from "../../report/doctorReport";
import type { VerifyReport } from "../../report/verifyReport";
import { certificateLine, type CertificateLine } from "./certificateLine";
import { differences, versionRows, type Difference, type VersionRow } from "./clusterFacts";
import { exportList, type ExportList } from "./exportedServices";
import { ownSplits, type OwnSplit } from "./ownSplits";
import { meshMap, type MeshMap } from "./meshMap";

/** What verify found out, or why it was not asked. */
export type Traffic = VerifyReport | { readonly refusal: string };

/** Everything that a page shows; plain data, and every text can be shown as it is. */
export interface PageModel {
    /** When everything was looked at, as 2026-11-28 15:07 UTC. */
    readonly lookedAt: string;
    readonly report: DoctorReport;
    readonly traffic: Traffic;
    /** Absent where the configuration has mistakes. */
    readonly mesh?: {
        readonly map: MeshMap;
        readonly certificates: CertificateLine;
        readonly exports: ExportList;
        readonly splits: readonly OwnSplit[];
        readonly versions: readonly VersionRow[];
        readonly differences: readonly Difference[];
    };
}

/** The page of what was seen at a time. Pure. */
export function pageModel(
    { report, view }: Diagnosis,
    traffic: Traffic,
    now: Date,
    options: StackOptions,
): PageModel {
    const model: PageModel = {
        lookedAt: `${now.toISOString().slice(0, 16).replace("T", " ")} UTC`,
        report,
        traffic,
        ...(view === undefined
            ? {}
            : {
                  mesh: {
                      map: meshMap(view, report.layers),
                      certificates: certificateLine(view, options),
                      exports: exportList(view),
                      splits: ownSplits(view.config.splits),
                      versions: versionRows(view),
                      differences: differences(view),
                  },
              }),
    };
    return JSON.parse(JSON.stringify(model), (_key, value: unknown) =>
        typeof value === "string" ? printableLines(value) : value,
    ) as PageModel;
}
