import type { AddressPlan } from "../addresses";
import type { Settings } from "../settings";
import { ip, ipBatch, linkNames, shellIn } from "./ip";
import { ensureNamespace } from "./namespaces";

/**
 * Makes the namespace that joins all tenant networks, and the machine's one link into it.
 *
 * It routes everything to everything, so tenant networks reach each other here without floating IPs.
 */
export async function ensureRouter(settings: Settings, plan: AddressPlan): Promise<void> {
    const { router, uplink, clusters } = plan;
    await ensureNamespace(settings.prefix, router);
    await shellIn(router, "echo 1 > /proc/sys/net/ipv4/ip_forward\n");
    const [rootLinks, links] = await Promise.all([linkNames(), linkNames(router)]);
    if (!rootLinks.has(uplink.link)) {
        await ip(["link", "add", uplink.link, "type", "veth", "peer", "uplink", "netns", router]);
    }
    const bits = uplink.cidr.split("/")[1] ?? "";
    await ipBatch(
        [
            `address replace ${uplink.routerAddress}/${bits} dev uplink`,
            "link set uplink up",
            ...clusters.flatMap(({ bridge, routerAddress }) => [
                ...(links.has(bridge) ? [] : [`link add ${bridge} type bridge`]),
                `address replace ${routerAddress}/24 dev ${bridge}`,
                `link set ${bridge} up`,
            ]),
        ],
        router,
    );
    await ipBatch([
        `address replace ${uplink.rootAddress}/${bits} dev ${uplink.link}`,
        `link set ${uplink.link} up`,
        ...clusters.map(
            ({ tenantCidr }) =>
                `route replace ${tenantCidr} via ${uplink.routerAddress} dev ${uplink.link}`,
        ),
    ]);
}

/** Removes the machine's link into the router, and its routes with it. */
export async function removeUplink(plan: AddressPlan): Promise<void> {
    const { link } = plan.uplink;
    if ((await linkNames()).has(link)) await ip(["link", "delete", link]);
}
