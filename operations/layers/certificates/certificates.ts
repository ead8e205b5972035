import type { X509Certificate } from "node:crypto";
import { CONTROL_PLANE_NAMESPACE } from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { expiryOf, readCertificates } from "./validity";
import { issuerFindings } from "./issuer";
import { ROTATE_ANCHORS } from "./rotation";
import { rotateOwnAnchors } from "./ownAnchors";
import { trustBundle } from "../trustBundle";
import { webhookFindings } from "./webhooks";
import { applyChartAgain } from "../../remedies/kubectl";
import { pulumi } from "../../remedies/remedy";
import type { Layer } from "../../findings/layer";
import {
    reachableClusters,
    unreachableClusters,
    type ReachableCluster,
} from "../reachableClusters";

/** Trust anchors that all clusters share, an issuer below them in each, and the webhooks' own. */
export const certificates: Layer = {
    id: "certificates",
    title: "Certificates",
    pre: false,
    examine: (view) => {
        const clusters = reachableClusters(view);
        return {
            findings: [
                ...sharedFindings(clusters, view),
                ...clusters.flatMap((cluster) => [
                    ...issuerFindings(cluster, view, anchorsOf(cluster) ?? []),
                    ...webhookFindings(cluster, view),
                ]),
            ],
            scope: `trust anchors, ${clusters.length} issuers, the webhooks' certificates`,
            notChecked: unreachableClusters(view),
        };
    },
};

/** Anchors that the proxies of a cluster trust; undefined where there are none to read. */
function anchorsOf({ kubernetes }: ReachableCluster): readonly X509Certificate[] | undefined {
    const bundle = trustBundle(kubernetes);
    const found = bundle === undefined ? undefined : readCertificates(bundle);
    return found?.length === 0 ? undefined : found;
}

/** What is wrong with the anchors: those that are missing, differ, or end. */
function sharedFindings(clusters: readonly ReachableCluster[], view: MeshView): Finding[] {
    const first = clusters.map(anchorsOf).find((anchors) => anchors !== undefined) ?? [];
    const stack = readCertificates(view.outputs?.trustAnchor ?? "") ?? [];
    // What the stack says they are, or else what the first cluster has.
    const expected = stack.length > 0 ? stack : first;
    const ending = expected.flatMap((anchor): Finding[] => {
        const expiry = expiryOf(anchor, view.now);
        if (expiry === undefined) return [];
        return oneFinding(expiry.severity, "trust-anchor-expiring", "all clusters", {
            what: `the trust anchor ${expiry.what}`,
            why: "With it every certificate of the mesh ends, and with them all mTLS. Rotation takes three `pulumi up`s with restarts between them, which docs/architecture.md describes.",
            remedy:
                view.config.certificates.trustAnchors === undefined
                    ? ROTATE_ANCHORS
                    : rotateOwnAnchors(anchor, clusters, view),
        });
    });
    return [...clusters.flatMap((cluster) => anchorFindings(cluster, expected)), ...ending];
}

function anchorFindings(
    cluster: ReachableCluster,
    expected: readonly X509Certificate[],
): Finding[] {
    const { name, config } = cluster;
    const again = applyChartAgain(config, CONTROL_PLANE_NAMESPACE, "linkerd-control-plane");
    const place = "ConfigMap linkerd/linkerd-identity-trust-roots";
    const anchors = anchorsOf(cluster);
    if (anchors === undefined) {
        return oneFinding("error", "trust-anchors-missing", name, {
            what: `${place} has no trust anchor that can be read`,
            why: "New pods trust nobody, and linkerd-identity signs nothing.",
            remedy: [again],
        });
    }
    const prints = (list: readonly X509Certificate[]) =>
        list.map(({ fingerprint256 }) => fingerprint256).sort();
    const [own, wanted] = [prints(anchors), prints(expected)];
    if (own.join() === wanted.join()) return [];
    const short = (list: readonly string[]) =>
        list.map((print) => print.slice(0, "AA:BB:CC:DD".length)).join(", ");
    return oneFinding("error", "trust-anchors-differ", name, {
        what: `${place} has the trust anchors ${short(own)}…, and the mesh has ${short(wanted)}…`,
        why: "Clusters that do not share their trust anchors refuse each other's certificates: nothing crosses.",
        remedy: [pulumi("up"), again],
    });
}
