import { counted } from "../findings/counted";
import type { ShownKey } from "./access";
import type { Place } from "./place";
import type { SiteCluster } from "./siteView";

/** What was seen of a cluster, as one line. Pure. */
export function describeCluster(
    { name, server, kubernetes }: SiteCluster,
    place: Place | undefined,
): string {
    const where =
        place === undefined ? "" : `; cloud ${place.project.cloud}, network ${place.network.name}`;
    const nodes = counted(kubernetes.nodes.length, "node");
    return `${name}: ${server}, Kubernetes ${kubernetes.version}, ${nodes}${where}`;
}

/** Host keys that nobody knows yet, to be compared. Pure. */
export function describeHostKeys(shown: readonly ShownKey[]): string {
    return [
        "Host keys that are not known yet. Compare them with the console of each host:",
        "`ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub`",
        ...shown.map(({ where, fingerprint }) => `  ${where}: ${fingerprint}`),
    ].join("\n");
}
