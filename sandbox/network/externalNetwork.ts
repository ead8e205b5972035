import type { AddressPlan } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { attach, bridgeCommands, unfilteredScript } from "./bridge";
import { ensureVeth, ip, ipBatch, linkNames, shellIn } from "./ip";
import { ensureNamespace } from "./namespaces";

/** Name of the uplink's other end, in the external network's namespace. */
const UPLINK_PORT = "uplink";

/**
 * Makes the external network, and the machine's one link into it.
 *
 * The machine is a neighbour of the routers there and no more: it gets no route to a tenant network,
 * so that it, too, reaches a node only by a floating IP.
 */
export async function ensureExternalNetwork(settings: Settings, plan: AddressPlan): Promise<void> {
    const { external, uplink } = plan;
    await ensureNamespace(settings.prefix, external.netns);
    await ensureVeth({ link: uplink.link }, { netns: external.netns, link: UPLINK_PORT });
    const links = await linkNames(external.netns);
    await ipBatch(
        [...bridgeCommands(external.bridge, links), ...attach(UPLINK_PORT, external.bridge)],
        external.netns,
    );
    await shellIn(external.netns, unfilteredScript());
    const bits = external.cidr.split("/")[1] ?? "";
    await ipBatch([
        `address replace ${uplink.address}/${bits} dev ${uplink.link}`,
        `link set ${uplink.link} up`,
    ]);
}

/** Removes the machine's link into the external network, and its route with it. */
export async function removeUplink({ uplink }: AddressPlan): Promise<void> {
    if ((await linkNames()).has(uplink.link)) await ip(["link", "delete", uplink.link]);
}
