import { ROUTER_LINKS } from "../../network/tenantNetwork";
import type { FloatingIp, Router } from "./neutronState";

/** A floating IP and the fixed IP behind it. */
export type Translation = Pick<FloatingIp, "address" | "fixedIp">;

/**
 * Tables `nat` and `filter` of a router for iptables-restore.
 *
 * Floating IPs are translated one-to-one, all else leaves with the router's own address. Only a floating
 * IP leads in, from the external network or back from the tenant network itself.
 */
export function routerTables(
    tenantCidr: string,
    router: Router | undefined,
    translations: readonly Translation[],
): string {
    const { external, tenant } = ROUTER_LINKS;
    const [address = ""] = router?.externalAddresses ?? [];
    const own = address.split("/")[0] ?? "";
    return [
        "*nat",
        ":PREROUTING ACCEPT [0:0]",
        ":INPUT ACCEPT [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        ":POSTROUTING ACCEPT [0:0]",
        ...translations.map(
            (each) => `-A PREROUTING -d ${each.address} -j DNAT --to-destination ${each.fixedIp}`,
        ),
        ...translations.map(
            (each) => `-A POSTROUTING -s ${each.fixedIp} -j SNAT --to-source ${each.address}`,
        ),
        // Also towards the tenant network: else a node would answer its neighbour past the router.
        ...(own !== "" && router?.enableSnat === true
            ? [`-A POSTROUTING -s ${tenantCidr} -j SNAT --to-source ${own}`]
            : []),
        "COMMIT",
        "*filter",
        ":INPUT ACCEPT [0:0]",
        ":FORWARD DROP [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        // Nobody outside is a node, and nobody inside is anything else.
        `-A FORWARD -i ${external} -s ${tenantCidr} -j DROP`,
        `-A FORWARD -i ${tenant} ! -s ${tenantCidr} -j DROP`,
        "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
        ...(own === ""
            ? []
            : [
                  `-A FORWARD -o ${tenant} -m conntrack --ctstate DNAT -j ACCEPT`,
                  `-A FORWARD -i ${tenant} -o ${external} -j ACCEPT`,
              ]),
        "COMMIT",
        "",
    ].join("\n");
}

/** Addresses of the router's external link: its own, and the floating IPs that it answers for. */
export function routerAddresses(
    router: Router | undefined,
    translations: readonly Translation[],
): string[] {
    return [
        ...(router?.externalAddresses ?? []),
        ...translations.map(({ address }) => `${address}/32`),
    ];
}

/** What has to change on a link that has the addresses `present`. */
export function addressChanges(
    present: readonly string[],
    wanted: readonly string[],
): { readonly remove: string[]; readonly add: string[] } {
    return {
        remove: present.filter((address) => !wanted.includes(address)),
        add: wanted.filter((address) => !present.includes(address)),
    };
}

/** Floating IPs whose connections are to be forgotten: no longer there, or with another fixed IP. */
export function endedTranslations(
    before: readonly Translation[],
    now: readonly Translation[],
): string[] {
    return before
        .filter(
            ({ address, fixedIp }) =>
                !now.some((each) => each.address === address && each.fixedIp === fixedIp),
        )
        .map(({ address }) => address);
}
