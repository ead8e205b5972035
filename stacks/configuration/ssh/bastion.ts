import { sh, type ShellText } from "../../../components/shell";
import type { NodesDraft } from "../draft/draft";
import { hostOf, isLoopback } from "../keys/urls";
import { hostKeyOf, type Dialled, type KnownHosts } from "./hostKeys";
import type { ClusterPlace, Result } from "../draft/sources";

/** The host through which nodes are reached, without its key. */
export interface BastionHost extends Dialled {
    readonly user: string;
}

/** The bastion with its key. */
export interface Bastion {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly hostKey: string;
}

/** How a shell on the bastion is reached. */
export function shellOn({ host, port, user }: BastionHost): ShellText {
    return sh`ssh ${[...(port === 22 ? [] : ["-p", port]), `${user}@${host}`]}`;
}

/**
 * The bastion that is meant; undefined where nodes are dialled directly, and where a mistake that is
 * reported elsewhere leaves it open. `server` is that of the kubeconfig.
 */
export function bastionHost(
    { cluster, index }: ClusterPlace,
    entry: unknown,
    server: string | undefined,
): Result<BastionHost | undefined> {
    const { direct, bastion, user: nodesUser } = cluster.nodes ?? {};
    const written = (entry as { readonly nodes?: { readonly bastion?: object | null } }).nodes
        ?.bastion;
    const path = ["clusters", index, "nodes", "bastion", "host"];
    const port = bastion === undefined ? 22 : bastion.port;
    const user = bastion?.user ?? nodesUser;
    if (direct !== false || port === undefined || user === undefined) return { found: undefined };
    if (bastion?.host !== undefined) return { found: { path, host: bastion.host, port, user } };
    const malformed = typeof written === "object" && written !== null && "host" in written;
    if (malformed || server === undefined || !URL.canParse(server)) return { found: undefined };
    const url = new URL(server);
    if (!isLoopback(url)) {
        return { found: { path, host: hostOf(url), port, user } };
    }
    const advice = `its default, the host of the kubeconfig's server, is the loopback address ${url.hostname}; write that of the first master`;
    const example = "203.0.113.10, or nodes.direct: true";
    return { problems: [{ path, value: undefined, advice, example }] };
}

/** The hosts that stand in for it, in their order; malformed ones are absent. */
export function fallbackHosts({ index }: ClusterPlace, nodes: NodesDraft): BastionHost[] {
    return (nodes.fallbackBastions ?? []).flatMap(({ host, port, user = nodes.user }, position) => {
        if (host === undefined || port === undefined || user === undefined) return [];
        const path = ["clusters", index, "nodes", "fallbackBastions", position, "host"];
        return [{ path, host, port, user }];
    });
}

/** The bastion with its key out of the known hosts. */
export function bastionWithKey(bastion: BastionHost, known: KnownHosts): Result<Bastion> {
    const key = hostKeyOf(bastion, undefined, known);
    if ("problems" in key) return key;
    const { host, port, user } = bastion;
    return { found: { host, port, user, hostKey: key.found } };
}
