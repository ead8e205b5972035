import * as ipaddr from "ipaddr.js";
import { hostOf, isLoopback, plainUrl } from "../keys/urls";
import type { ConfigPath, Problem } from "../types/problem";

/** How one cluster's API server is reached: by this program, and by the pods of the peers. */
export interface ApiServer {
    /** Position in `clusters`. */
    readonly index: number;
    /** Where the kubeconfig is given. */
    readonly source: { readonly path: ConfigPath; readonly value: unknown };
    /** Server in the kubeconfig. */
    readonly server: string;
    readonly proxyUrl: string | undefined;
    /** Whether its certificate is not checked, and whether the key `allowInsecureTransport` says so. */
    readonly isUnverified: boolean;
    readonly allowsInsecure: boolean;
    /** The key `apiServer`, when it is given. */
    readonly forPeers: string | undefined;
    /** The keys `gateway.ip` and `openstack.floatingIp.address`, when they are given. */
    readonly gatewayIp: string | undefined;
    readonly floatingIp: string | undefined;
    /** Whether a link mirrors Services of this cluster. */
    readonly isTarget: boolean;
}

const EXAMPLE = "https://203.0.113.10:6443";

/** `https://HOST:PORT/path` in one spelling; undefined when it is no such URL. */
function normalise(text: string): URL | undefined {
    const url = plainUrl(text);
    if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
    const port = url.port === "" ? "" : `:${url.port}`;
    const host = url.hostname.replace(/\.$/, "");
    return new URL(`${url.protocol}//${host}${port}${url.pathname.replace(/\/+$/, "")}`);
}

function shown(url: URL): string {
    return url.href.replace(/\/$/, "");
}

function serverProblems({
    index,
    source,
    server,
    isUnverified,
    allowsInsecure,
}: ApiServer): Problem[] {
    const url = normalise(server);
    if (url === undefined) {
        const advice =
            "its server is no URL of a host, without user, query and blanks; write one there";
        return [{ ...source, advice, example: EXAMPLE }];
    }
    if (url.protocol === "https:") {
        if (!isUnverified || allowsInsecure) return [];
        const advice = `it has insecure-skip-tls-verify: whoever answers at ${shown(url)} is handed the credentials; give the cluster's CA, or accept that with clusters[${String(index)}].allowInsecureTransport: true`;
        return [{ ...source, advice }];
    }
    const advice = `its server ${shown(url)} is plain http, which would carry credentials in the open; write an https URL there`;
    return [{ ...source, advice, example: EXAMPLE }];
}

/** Where clusters made by kubeadm, Kubespray (K-PaaS) and K3s have their Service `kubernetes`. */
const SERVICE_ADDRESSES = ["10.96.0.1", "10.233.0.1", "10.43.0.1"];

/** Why pods of another cluster cannot mean this URL. */
function unreachable(url: URL): string | undefined {
    const host = hostOf(url);
    if (isLoopback(url)) {
        return "is a loopback address, where the pods of the other clusters would find themselves";
    }
    if (url.port === "0") return "has port 0, to which nobody can connect";
    if (ipaddr.IPv6.isValid(host)) {
        return "is an IPv6 address, which pods of clusters with IPv4 cannot reach";
    }
    if (ipaddr.IPv4.isValid(host) && ipaddr.IPv4.parse(host).range() === "linkLocal") {
        return "is a link-local address, which no router passes on";
    }
    const isService = /^kubernetes(\.default)?$|\.svc(\.|$)|\.cluster\.local$/.test(host);
    return isService || SERVICE_ADDRESSES.includes(host)
        ? "is an address inside of a cluster, where the pods of the others would find their own API server"
        : undefined;
}

function peerProblems({ index, server, forPeers, isTarget }: ApiServer): Problem[] {
    const url = normalise(forPeers ?? server);
    const isUsed = isTarget || forPeers !== undefined;
    const reason = isUsed && url?.protocol === "https:" ? unreachable(url) : undefined;
    if (url === undefined || reason === undefined) return [];
    const subject = forPeers === undefined ? `the kubeconfig's server ${shown(url)}` : "it";
    const advice = `${subject} ${reason}; write the URL that they use`;
    const path = ["clusters", index, "apiServer"];
    return [{ path, value: forPeers, advice, example: EXAMPLE }];
}

/** Addresses of gateways that are an API server's: whoever takes them over cuts it off. */
function takenAddressProblems(servers: readonly ApiServer[]): Problem[] {
    const hosts = servers.map(({ server, forPeers }) =>
        [server, forPeers ?? server].flatMap((text) => normalise(text)?.hostname ?? []),
    );
    return servers.flatMap(({ index, gatewayIp, floatingIp }, position): Problem[] => {
        const own = gatewayIp !== undefined && hosts[position]?.includes(gatewayIp) === true;
        const owner =
            floatingIp === undefined ? -1 : hosts.findIndex((all) => all.includes(floatingIp));
        const gateway: Problem = {
            path: ["clusters", index, "gateway", "ip"],
            value: gatewayIp,
            advice: "the API server of this cluster has this address; write one that nothing has",
            example: "192.168.0.150",
        };
        const floating: Problem = {
            path: ["clusters", index, "openstack", "floatingIp", "address"],
            value: floatingIp,
            advice: `the API server of clusters[${String(servers[owner]?.index)}] has this address, and would lose it to the gateway; write another one`,
            example: "203.0.113.30",
        };
        return [...(own ? [gateway] : []), ...(owner < 0 ? [] : [floating])];
    });
}

/** A private address behind two proxies is two servers. */
function identity({ server, proxyUrl }: ApiServer): string | undefined {
    const url = normalise(server);
    return url === undefined ? undefined : `${url.href} ${proxyUrl ?? ""}`;
}

function peerUrl({ server, forPeers }: ApiServer): string | undefined {
    return normalise(forPeers ?? server)?.href;
}

function sharedProblems(servers: readonly ApiServer[]): Problem[] {
    return servers.flatMap((one, position): Problem[] => {
        const earlier = servers.slice(0, position);
        const own = identity(one);
        const same = earlier.find((other) => own !== undefined && identity(other) === own);
        const url = normalise(one.server);
        if (same !== undefined && url !== undefined) {
            const advice = `its server ${shown(url)} is that of clusters[${String(same.index)}] too; give each cluster the kubeconfig of its own API server`;
            return [{ ...one.source, advice }];
        }
        const forPeers = peerUrl(one);
        const twin = earlier.find((other) => forPeers !== undefined && peerUrl(other) === forPeers);
        if (twin === undefined || forPeers === undefined) return [];
        const advice = `peers would reach clusters[${String(twin.index)}] there too; write the URL of this cluster's own API server`;
        const path = ["clusters", one.index, "apiServer"];
        return [{ path, value: one.forPeers, advice, example: EXAMPLE }];
    });
}

/** Refuses API servers that are not https, that peers cannot mean, or whose address is not theirs alone. */
export function apiServerProblems(servers: readonly ApiServer[]): Problem[] {
    return [
        ...servers.flatMap(serverProblems),
        ...servers.flatMap(peerProblems),
        ...takenAddressProblems(servers),
        ...sharedProblems(servers),
    ];
}
