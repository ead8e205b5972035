import { counted } from "../../findings/counted";
import type { Layer } from "../../findings/layer";
import { exportedServices, exportFindings } from "../exports";
import { leftoverFindings, mirrorFindings } from "./mirrors";
import { foreignOverrides } from "./overrides";
import { podNameFindings } from "./podNames";
import { splitFindings } from "./split";
import { isUsefulExport, uselessExportFindings } from "./unmirrorable";
import { reachableClusters, reachableLinks, unreachableClusters } from "../reachableClusters";

/** Every exported Service appears in the linked clusters and leads to the gateway. */
export const mirroredServices: Layer = {
    id: "mirrored-services",
    title: "Mirrored Services",
    pre: false,
    examine: (view) => {
        const links = reachableLinks(view);
        const clusters = reachableClusters(view);
        const targets = clusters.filter(({ name }) =>
            links.some(({ target }) => target.name === name),
        );
        const exported = targets.reduce((sum, target) => sum + exportedServices(target).length, 0);
        return {
            scope: `${counted(exported, "exported Service")}, ${counted(links.length, "link")}`,
            findings: [
                ...targets.flatMap((target) => [
                    ...uselessExportFindings(target, exportedServices(target)),
                    ...podNameFindings(target, exportedServices(target)),
                    ...exportFindings(target, exportedServices(target).filter(isUsefulExport)),
                ]),
                ...links.flatMap(mirrorFindings),
                ...clusters.flatMap((cluster) => leftoverFindings(view, cluster)),
                ...splitFindings(view),
                ...clusters.flatMap((cluster) => foreignOverrides(view, cluster)),
            ],
            notChecked: unreachableClusters(view),
        };
    },
};
