import { X509Certificate } from "node:crypto";
import { sh } from "../../../components/shell";
import { leadsTo } from "../../../stacks/configuration/certificates/certificateMistake";
import { renderPath } from "../../../stacks/configuration/types/problem";
import type { MeshView } from "../../view/meshView";
import { pulumi, type Remedy } from "../../remedies/remedy";
import { setKey } from "../../remedies/setKeys";
import type { ReachableCluster } from "../reachableClusters";
import { issuerChain } from "./issuer";
import { issuerKeeper } from "./issuerKeeper";
import { expiryOf } from "./validity";

const UP = pulumi("up");

/**
 * Commands of the next step away from an anchor of the site's own that ends: another one beside it,
 * then issuers below that, then the old one out of the list.
 */
export function rotateOwnAnchors(
    ending: X509Certificate,
    clusters: readonly ReachableCluster[],
    view: MeshView,
): Remedy {
    const own = (view.config.certificates.trustAnchors ?? []).map(
        (pem) => new X509Certificate(pem),
    );
    const path = (index: number) => ["certificates", "trustAnchors", index];
    const index = own.findIndex(({ fingerprint256 }) => fingerprint256 === ending.fingerprint256);
    // The configuration has it no more, and the stack still has.
    if (index < 0) return [UP];
    if (own.every((anchor) => expiryOf(anchor, view.now) !== undefined)) {
        const key = renderPath(path(own.length));
        // A value that begins with hyphens would be taken for an option.
        return [pulumi("config set", sh`--path ${key} < FILE`), UP];
    }
    const keepers = clusters
        .filter((cluster) => leadsTo(issuerChain(cluster) ?? [], [ending]) !== undefined)
        .map((cluster) => issuerKeeper(cluster, view));
    if (keepers.length === 0) return [setKey(path(index)), UP];
    return [
        ...keepers.map(({ exchange }) => exchange),
        ...keepers.flatMap(({ apply }) => apply).slice(0, 1),
    ];
}
