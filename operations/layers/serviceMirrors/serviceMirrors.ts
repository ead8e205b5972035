import { counted } from "../../findings/counted";
import type { Layer } from "../../findings/layer";
import { reachableLinks, reachablePeerLinks, unreachableClusters } from "../reachableClusters";
import { controllerFindings } from "./controller";
import { secondControllers } from "./secondControllers";
import { gatewayFindings, leaseFindings, probeFindings } from "./probe";

/** One controller per link that runs, leads and reaches the gateway of its target. */
export const serviceMirrors: Layer = {
    id: "service-mirrors",
    title: "Service mirrors",
    pre: false,
    examine: (view) => {
        const links = [...reachableLinks(view), ...reachablePeerLinks(view)];
        const unread = links.flatMap(({ name, source, target }) => {
            const alive = source.view.gatewayAlive.get(target.name);
            return alive !== undefined && "failure" in alive ? [`${name}: ${alive.failure}`] : [];
        });
        const { charts, highAvailability } = view.config;
        const examined = links.map((link) => {
            const controller = controllerFindings(link, highAvailability);
            // A controller that does not run holds no lease and probes nothing.
            const runs = controller.every(({ severity }) => severity !== "error");
            return {
                runs,
                findings: [
                    ...controller,
                    ...secondControllers(link, charts.versions),
                    ...probeFindings(link, runs),
                    ...(runs ? [...leaseFindings(link, view.now), ...gatewayFindings(link)] : []),
                ],
            };
        });
        return {
            scope: `${counted(links.length, "service mirror")}, their leases and probes`,
            findings: examined.flatMap(({ findings }) => findings),
            notChecked: [
                ...unreachableClusters(view),
                ...(examined.every(({ runs }) => runs) ? unread : []),
            ],
        };
    },
};
