import { surveyedCluster, type SurveyedCluster } from "../../../stacks/survey/surveyedCluster";
import type { MeshView } from "../../view/meshView";

/** A cluster in OpenStack whose cloud answered. */
export interface CloudCluster extends SurveyedCluster {
    /** What the stack made; absent before the first `up`. */
    readonly made?: { readonly gatewayAddress: string; readonly floatingAddress?: string };
}

/** The clusters in OpenStack whose clouds answered, in the order of the configuration. */
export function cloudClusters(view: MeshView): readonly CloudCluster[] {
    return view.clusters.flatMap(({ config, cloud }, index) =>
        surveyedCluster(config, index, cloud).map((cluster) => {
            const made = view.outputs?.clusters[cluster.name];
            return { ...cluster, ...(made === undefined ? {} : { made }) };
        }),
    );
}
