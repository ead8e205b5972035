import { isIPv4 } from "node:net";
import type { V1Node } from "@kubernetes/client-node";
import { hostOf, isLoopback } from "../../stacks/configuration/keys/urls";
import { internalIps } from "../../stacks/survey/nodeChecks";
import { valueAt, type Decisions } from "./decisions";
import type { Place } from "./place";
import type { NodeAddress } from "./siteView";

/** Users of cloud images, by what `osImage` begins with; from their own documentation. */
const USERS: readonly (readonly [image: RegExp, user: string])[] = [
    [/^Ubuntu/, "ubuntu"],
    [/^Debian/, "debian"],
    [/^Rocky/, "rocky"],
    [/^AlmaLinux/, "almalinux"],
    [/^(Red Hat|CentOS)/, "cloud-user"],
    [/^Fedora/, "fedora"],
];

/** The nodes of a cluster with their addresses of IPv4. */
export function nodeAddresses(nodes: readonly V1Node[]): NodeAddress[] {
    return nodes
        .flatMap((node) => {
            const address = internalIps(node).find(isIPv4);
            const name = node.metadata?.name;
            return name === undefined || address === undefined ? [] : [{ name, address }];
        })
        .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** Writes `nodes.hosts`: as the API has them, and those that are written as gone. Pure. */
export function decideHosts(nodes: readonly NodeAddress[], decisions: Decisions): void {
    const written = decisions.told("nodes.hosts");
    const before: readonly unknown[] = Array.isArray(written) ? written : [];
    const skipped = before.filter((host) => valueAt(host, "unreachable") === "skip");
    const isSkipped = ({ name }: NodeAddress) =>
        skipped.some((host) => valueAt(host, "name") === name);
    const value = [...nodes.filter((node) => !isSkipped(node)), ...skipped];
    if (value.length > 0) decisions.set({ key: "nodes.hosts", value });
}

/** Users to try on the nodes, the likeliest first. Pure. */
export function likelyUsers(nodes: readonly V1Node[]): readonly string[] {
    const image = nodes[0]?.status?.nodeInfo?.osImage ?? "";
    const ofImage = USERS.flatMap(([pattern, user]) => (pattern.test(image) ? [user] : []));
    return [...new Set([...ofImage, "ubuntu"])];
}

/**
 * Decides `nodes.bastion.host` where the host of the API server, its default, is no node: behind a
 * load balancer say. Pure.
 */
export function decideBastion(
    server: string,
    nodes: readonly V1Node[],
    place: Place | undefined,
    decisions: Decisions,
): void {
    if (decisions.told("nodes.direct") === true || !URL.canParse(server)) return;
    const [url, floating] = [new URL(server), floatingIps(place)];
    const addresses = nodeAddresses(nodes).map(({ address }) => address);
    const ofNodes = [...addresses, ...floating.map(({ address }) => address)];
    const isNode = ofNodes.includes(hostOf(url));
    if (isNode || (!isLoopback(url) && floating.length === 0)) return;
    const masters = controlPlane(nodes);
    const [bastion] = [...floating.filter(({ node }) => masters.includes(node)), ...floating];
    decisions.decide(
        "nodes.bastion.host",
        bastion === undefined
            ? { ask: "No node has a floating IP; host through which the nodes are reached" }
            : {
                  value: bastion.address,
                  note: `the floating IP of ${bastion.node}; the API server's ${hostOf(url)} is no node`,
              },
    );
}

/** Decides `apiServer` where the kubeconfig names this machine. Pure. */
export function decideApiServer(
    server: string,
    nodes: readonly V1Node[],
    place: Place | undefined,
    decisions: Decisions,
): void {
    if (!URL.canParse(server) || !isLoopback(new URL(server))) return;
    const masters = controlPlane(nodes);
    const master = floatingIps(place).find(({ node }) => masters.includes(node));
    decisions.decide(
        "apiServer",
        master === undefined
            ? {
                  ask: `The kubeconfig names ${server}; URL of the API server for the other clusters`,
              }
            : {
                  value: `https://${master.address}:6443`,
                  note: `the floating IP of ${master.node}, since the kubeconfig names ${server}`,
              },
    );
}

function controlPlane(nodes: readonly V1Node[]): readonly string[] {
    return nodes.flatMap(({ metadata }) =>
        "node-role.kubernetes.io/control-plane" in (metadata?.labels ?? {})
            ? (metadata?.name ?? [])
            : [],
    );
}

/** Floating IPs of the nodes, in their order. */
function floatingIps(place: Place | undefined) {
    return (place?.nodePorts ?? []).flatMap(({ node, port }) => {
        const found = place?.project.floatingIps.filter(({ portId }) => portId === port.id) ?? [];
        return found.map(({ address }) => ({ node, address }));
    });
}
