import { mirroredName } from "../../../components/sample/names";
import { exportedServices, hasReadyPods, place } from "../../layers/exports";
import { waysOf } from "../../layers/mirrorEndpoints";
import { objectNamed } from "../../layers/objectNamed";
import {
    reachableClusters,
    reachableLinks,
    type ReachableLink,
} from "../../layers/reachableClusters";
import type { State } from "../../report/layerResult";
import type { MeshView } from "../../view/meshView";
import type { V1Service } from "@kubernetes/client-node";

/** More would make the page longer than anybody reads. */
const MOST = 200;

/** An exported Service and its mirrors. */
export interface ExportedService {
    readonly cluster: string;
    /** `namespace/name`. */
    readonly service: string;
    readonly ports: string;
    readonly hasPods: boolean;
    readonly mirrors: readonly Mirror[];
}

/** A mirror in a cluster that has a link to the exporting one. */
export interface Mirror {
    readonly cluster: string;
    readonly name: string;
    readonly state: State;
    readonly note: string;
}

/** The first of the exported Services, and how many more there are. */
export interface ExportList {
    readonly services: readonly ExportedService[];
    readonly more: number;
}

/** What clusters export, and where its mirrors are. Pure. */
export function exportList(view: MeshView): ExportList {
    const links = reachableLinks(view);
    const all = reachableClusters(view).flatMap((cluster) =>
        exportedServices(cluster).map((service): ExportedService => ({
            cluster: cluster.name,
            service: place(service),
            ports: (service.spec?.ports ?? [])
                .map(({ port, protocol = "TCP" }) => `${port}/${protocol}`)
                .join(", "),
            hasPods: hasReadyPods(cluster, service),
            mirrors: links
                .filter(({ target }) => target.name === cluster.name)
                .map((link) => mirrorOf(link, service)),
        })),
    );
    return { services: all.slice(0, MOST), more: Math.max(0, all.length - MOST) };
}

function mirrorOf({ source, target }: ReachableLink, { metadata }: V1Service): Mirror {
    const namespace = metadata?.namespace;
    const name = mirroredName(metadata?.name ?? "", target.name);
    const mirror = { cluster: source.name, name };
    if (objectNamed(source.kubernetes.services, namespace, name) === undefined) {
        return { ...mirror, state: "error", note: "missing" };
    }
    const { ready, notReady } = waysOf(source.kubernetes, namespace, name);
    if (ready.length > 0) return { ...mirror, state: "ok", note: `leads to ${ready.join(", ")}` };
    const note = notReady.length > 0 ? `taken out: ${notReady.join(", ")}` : "leads nowhere";
    return { ...mirror, state: "warning", note };
}
