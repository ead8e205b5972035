import { execa } from "execa";
import { z } from "zod";
import type { AddressPlan } from "../../settings/addresses";
import { ip, ipBatch, shellIn } from "../../network/ip";
import { ROUTER_LINKS } from "../../network/tenantNetwork";
import type { NamespaceRules } from "./plan";
import { addressChanges, endedTranslations } from "./routerRules";

const linksSchema = z.array(
    z.object({ addr_info: z.array(z.object({ local: z.string(), prefixlen: z.number() })) }),
);

/** Puts rules in force in their namespace; `before` is what was in force there, if that is known. */
export async function applyRules(
    plan: AddressPlan,
    rules: NamespaceRules,
    before: NamespaceRules | undefined,
): Promise<void> {
    const { netns, router, script } = rules;
    if (router === undefined) {
        await shellIn(netns, script);
        return;
    }
    const { remove, add } = addressChanges(await externalAddresses(netns), router.addresses);
    // In this order no floating IP ever answers for the router itself.
    await ipBatch(addressLines("delete", remove), netns);
    await shellIn(netns, script);
    await ipBatch(addressLines("add", add), netns);
    // Also those that went while nobody looked, of which the link still had the address.
    const ended = endedTranslations(before?.router?.translations ?? [], router.translations);
    for (const address of new Set([...ended, ...remove.map(withoutPrefix)])) {
        await forgetConnections(netns, address);
    }
    if (add.length > 0) await forgetNeighbours(plan, add.map(withoutPrefix));
}

function addressLines(verb: "add" | "delete", addresses: readonly string[]): string[] {
    return addresses.map((address) => `address ${verb} ${address} dev ${ROUTER_LINKS.external}`);
}

function withoutPrefix(address: string): string {
    return address.split("/")[0] ?? "";
}

async function externalAddresses(netns: string): Promise<string[]> {
    const text = await ip(["-json", "-4", "address", "show", "dev", ROUTER_LINKS.external], netns);
    return linksSchema
        .parse(JSON.parse(text))
        .flatMap((link) => link.addr_info)
        .map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`);
}

/** Ends the connections through a floating IP, which would go on without it. */
async function forgetConnections(netns: string, address: string): Promise<void> {
    for (const side of ["--orig-dst", "--reply-dst"]) {
        const { exitCode, stderr } = await execa(
            "nsenter",
            [`--net=/run/netns/${netns}`, "--", "conntrack", "--delete", side, address],
            { reject: false },
        );
        // It also fails when there was none.
        if (exitCode !== 0 && !stderr.includes(" 0 flow entries ")) {
            throw new Error(`conntrack in ${netns}: ${stderr}`);
        }
    }
}

/**
 * Has everybody on the external network ask again who answers for these addresses.
 *
 * Neutron's agent sends a gratuitous ARP instead; without either, a floating IP that moves to another
 * router is sent to the old one for up to a minute.
 */
async function forgetNeighbours(plan: AddressPlan, addresses: readonly string[]): Promise<void> {
    const lines = (link: string) =>
        addresses.map((address) => `neighbour flush to ${address} dev ${link}`);
    await ipBatch(lines(plan.uplink.link));
    for (const { router } of plan.clusters) {
        await ipBatch(lines(ROUTER_LINKS.external), router.netns);
    }
}
