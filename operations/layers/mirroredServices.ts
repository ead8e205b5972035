import { counted } from "./counted";
import type { Layer } from "./layer";
import { exportedServices, exportFindings } from "./mirroredServicesExports";
import { leftoverFindings, mirrorFindings } from "./mirroredServicesMirrors";
import { splitFindings } from "./mirroredServicesSplit";
import { seenClusters, seenLinks, unseenClusters } from "./seenClusters";

/** Every exported Service appears in the linked clusters and leads to the gateway. */
export const mirroredServices: Layer = {
    id: "mirrored-services",
    title: "Mirrored Services",
    pre: false,
    examine: (view) => {
        const links = seenLinks(view);
        const clusters = seenClusters(view);
        const targets = clusters.filter(({ name }) =>
            links.some(({ target }) => target.name === name),
        );
        const exported = targets.reduce((sum, target) => sum + exportedServices(target).length, 0);
        return {
            looked: `${counted(exported, "exported Service")}, ${counted(links.length, "link")}`,
            findings: [
                ...targets.flatMap(exportFindings),
                ...links.flatMap(mirrorFindings),
                ...clusters.flatMap((cluster) => leftoverFindings(view, cluster)),
                ...splitFindings(view),
            ],
            unseen: unseenClusters(view),
        };
    },
};
