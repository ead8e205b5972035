import type { AddressPlan, ClusterAddresses } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { attach, bridgeCommands } from "./bridge";
import { ensureVeth, ipBatch, linkNames, shellIn } from "./ip";
import { ensureNamespace } from "./namespaces";

/** The router's link in the switch namespace, beside those of the nodes. */
export const ROUTER_PORT = "router";

/** The router's links in its own namespace. */
export const ROUTER_LINKS = { external: "external", tenant: "tenant" } as const;

/**
 * Makes a cluster's tenant network: the switch, and the router that joins it to the external network.
 *
 * The router has no address outside and no rule yet: those are in Neutron's database, and the
 * enforcement writes them.
 */
export async function ensureTenantNetwork(
    settings: Settings,
    { external }: AddressPlan,
    cluster: ClusterAddresses,
): Promise<void> {
    const { router, switch: tenant } = cluster;
    await ensureNamespace(settings.prefix, tenant.netns);
    await ensureNamespace(settings.prefix, router.netns);
    await ensureVeth(
        { netns: tenant.netns, link: ROUTER_PORT },
        { netns: router.netns, link: ROUTER_LINKS.tenant },
    );
    await ensureVeth(
        { netns: external.netns, link: router.netns },
        { netns: router.netns, link: ROUTER_LINKS.external },
    );
    const bridges = bridgeCommands(tenant.bridge, await linkNames(tenant.netns));
    await ipBatch([...bridges, ...attach(ROUTER_PORT, tenant.bridge)], tenant.netns);
    await ipBatch(attach(router.netns, external.bridge), external.netns);
    await ipBatch(
        [
            `address replace ${router.tenantAddress}/24 dev ${ROUTER_LINKS.tenant}`,
            `link set ${ROUTER_LINKS.tenant} up`,
            `link set ${ROUTER_LINKS.external} up`,
        ],
        router.netns,
    );
    await shellIn(router.netns, "echo 1 > /proc/sys/net/ipv4/ip_forward\n");
}
