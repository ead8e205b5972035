import { mirroredName } from "../../../components/sample/names";
import { exportedServices, hasReadyPods, place } from "../../layers/exports";
import { waysOf } from "../../layers/mirrorEndpoints";
import { objectNamed } from "../../layers/objectNamed";
import {
    reachableClusters,
    reachableLinks,
    type ReachableCluster,
    type ReachableLink,
} from "../../layers/reachableClusters";
import type { ExportConfig } from "../../../stacks/configuration/types/meshConfig";
import { serviceIn, servicesOf } from "../../../stacks/survey/ownServices";
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
    /** Of an entry of `exports`: why nothing is exported. */
    readonly trouble?: string;
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

/** What clusters export, or should, and where its mirrors are. Pure. */
export function exportList(view: MeshView): ExportList {
    const links = reachableLinks(view);
    const all = reachableClusters(view).flatMap((cluster) => {
        const exported = exportedServices(cluster);
        const shown = (service: V1Service): ExportedService => ({
            cluster: cluster.name,
            service: place(service),
            ports: (service.spec?.ports ?? [])
                .map(({ port, protocol = "TCP" }) => `${port}/${protocol}`)
                .join(", "),
            hasPods: hasReadyPods(cluster, service),
            mirrors: links
                .filter(({ target }) => target.name === cluster.name)
                .map((link) => mirrorOf(link, service)),
        });
        const notExported = cluster.config.exports.flatMap((entry) =>
            troublesOf(entry, cluster, exported),
        );
        return [
            ...exported.map(shown),
            ...notExported.map(({ service, trouble, found }) => ({
                ...{ cluster: cluster.name, service, ports: "–", hasPods: false, mirrors: [] },
                ...(found === undefined ? {} : shown(found)),
                trouble,
            })),
        ];
    });
    return { services: all.slice(0, MOST), more: Math.max(0, all.length - MOST) };
}

/** What an entry of `exports` means, and the cluster does not export. */
function troublesOf(
    entry: ExportConfig,
    { kubernetes }: ReachableCluster,
    exported: readonly V1Service[],
): { service: string; trouble: string; found?: V1Service }[] {
    const named = servicesOf(entry, kubernetes);
    if (named.length === 0) {
        const labels = Object.entries(entry.selector ?? {}).map((label) => label.join("="));
        const service = `${entry.namespace}/ ${labels.join(", ")}`;
        return [{ service, trouble: "no Service has these labels" }];
    }
    return named.flatMap(({ namespace, service }) => {
        const name = `${namespace}/${service}`;
        if (exported.some((one) => place(one) === name)) return [];
        const found = serviceIn(kubernetes, namespace, service);
        return found === undefined
            ? [{ service: name, trouble: "there is no such Service" }]
            : [{ service: name, trouble: "not exported yet: run pulumi up", found }];
    });
}

function mirrorOf({ source, target }: ReachableLink, { metadata }: V1Service): Mirror {
    const namespace = metadata?.namespace;
    const name = mirroredName(metadata?.name ?? "", target.name);
    const mirror = { cluster: source.name, name };
    if (objectNamed(source.kubernetes.services, namespace, name) === undefined) {
        const hasNamespace = source.kubernetes.namespaces.some(
            (one) => one.metadata?.name === namespace,
        );
        const note = hasNamespace ? "missing" : `the namespace ${namespace ?? ""} is missing there`;
        return { ...mirror, state: "error", note };
    }
    const { ready, notReady } = waysOf(source.kubernetes, namespace, name);
    if (ready.length > 0) return { ...mirror, state: "ok", note: `leads to ${ready.join(", ")}` };
    const note = notReady.length > 0 ? `taken out: ${notReady.join(", ")}` : "leads nowhere";
    return { ...mirror, state: "warning", note };
}
