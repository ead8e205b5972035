import { HIGH_AVAILABILITY_VALUES } from "../../../components/linkerd/controlPlaneValues";
import type { Layer } from "../../findings/layer";
import { controlPlaneFindings } from "./controlPlane";
import { meshedPods } from "../meshedPods";
import { podFindings } from "./pods";
import { reachableClusters, unreachableClusters } from "../reachableClusters";

/** Pods that must have a proxy have one, and it is ready and trusts the anchors of today. */
export const proxies: Layer = {
    id: "proxies",
    title: "Proxies",
    pre: false,
    examine: (view) => {
        const clusters = reachableClusters(view);
        const replicas = view.config.highAvailability
            ? HIGH_AVAILABILITY_VALUES.controllerReplicas
            : 1;
        const pods = clusters.map(({ kubernetes }) => meshedPods(kubernetes).length);
        return {
            scope: `${pods.reduce((sum, count) => sum + count, 0)} meshed pods, and the injectors`,
            findings: clusters.flatMap((cluster) => [
                ...controlPlaneFindings(cluster, replicas),
                ...podFindings(cluster),
            ]),
            notChecked: unreachableClusters(view),
        };
    },
};
