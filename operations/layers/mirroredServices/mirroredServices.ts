import { counted } from "../../findings/counted";
import { namespacesOf } from "../../../stacks/survey/ownServices";
import type { Finding } from "../../findings/finding";
import type { Layer } from "../../findings/layer";
import { exportedServices, exportFindings } from "../exports";
import { emptySelections, missingLabels, refusedServices } from "./configured";
import { leftoverFindings, mirrorFindings, peerMirrorFindings } from "./mirrors";
import { foreignOverrides } from "./overrides";
import { podNameFindings } from "./podNames";
import { splitFindings } from "./split";
import { isUsefulExport, uselessExportFindings } from "./unmirrorable";
import {
    reachableClusters,
    reachableLinks,
    reachablePeerLinks,
    unreachableClusters,
} from "../reachableClusters";

/** Every exported Service appears in the linked clusters and leads to the gateway. */
export const mirroredServices: Layer = {
    id: "mirrored-services",
    title: "Mirrored Services",
    pre: true,
    applies: ({ pre, config }) => !pre || namespacesOf(config).length > 0,
    examine: (view) => {
        const refused = refusedServices(view);
        const empty = reachableClusters(view).flatMap((cluster) => emptySelections(view, cluster));
        if (view.pre) {
            const { clusters: all, splits } = view.config;
            const entries = all.flatMap((cluster) => cluster.exports).length;
            return {
                scope: `${counted(entries, "export")} and ${counted(splits.length, "split")} of the configuration`,
                findings: [...refused, ...empty],
                notChecked: unreachableClusters(view),
            };
        }
        const [links, peerLinks] = [reachableLinks(view), reachablePeerLinks(view)];
        const clusters = reachableClusters(view);
        const targets = clusters.filter(({ name }) =>
            links.some(({ target }) => target.name === name),
        );
        const exported = targets.reduce((sum, target) => sum + exportedServices(target).length, 0);
        const findings = [
            ...targets.flatMap((target) => [
                ...uselessExportFindings(target, exportedServices(target)),
                ...podNameFindings(target, exportedServices(target)),
                ...exportFindings(target, exportedServices(target).filter(isUsefulExport)),
            ]),
            ...links.flatMap(mirrorFindings),
            ...peerLinks.flatMap(peerMirrorFindings),
            ...clusters.flatMap((cluster) => leftoverFindings(view, cluster)),
            ...splitFindings(view),
            ...clusters.flatMap((cluster) => foreignOverrides(view, cluster)),
            ...clusters.flatMap(missingLabels),
            ...empty,
        ];
        const told = ({ code, where }: Finding) =>
            findings.some((other) => other.code === code && other.where === where);
        return {
            scope: `${counted(exported, "exported Service")}, ${counted(links.length + peerLinks.length, "link")}`,
            findings: [...findings, ...refused.filter((finding) => !told(finding))],
            notChecked: unreachableClusters(view),
        };
    },
};
