import { serveCharts } from "../../../sandbox/charts/serve";
import { stopDaemon } from "../../../sandbox/system/processes";
import type { RunFault } from "./runFault";

/** What happens outside of clusters and clouds. */
export const OUTSIDE_RUN_FAULTS: readonly RunFault[] = [
    {
        title: "the chart repository is gone",
        inject: ({ stack: { settings } }) => stopDaemon(settings, "charts"),
        clear: ({ stack: { settings } }) => serveCharts(settings),
        says: /does not answer: connect ECONNREFUSED/,
    },
];
