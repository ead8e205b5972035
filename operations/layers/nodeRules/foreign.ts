import * as ipaddr from "ipaddr.js";
import type { NodeAccess } from "../../../components/nodes/connection";
import { CHAIN } from "../../../components/nodes/names";
import type { NodeView } from "../../view/nodeView";
import { chainsBehind, readNatRules, type NatRule } from "./natRules";
import type { NodeFinding } from "./groups";
import { onNode } from "./remedies";

/**
 * Rules of others that rewrite the address of a gateway too, as step 3.5 of the guide has one typed
 * on every node. Pure.
 *
 * The first that matches decides: before the program's chain it takes every packet, behind it those
 * that are for other ports. Rules without a destination, and those of negated ones, are passed over.
 */
export function foreignFacts(
    { natRules }: NodeView,
    addresses: readonly string[],
    ssh: NodeAccess<string>,
    nodeAddress: string,
): Omit<NodeFinding, "node">[] {
    const rules = readNatRules(natRules);
    const entries = rules.filter(({ chain }) => chain === "PREROUTING");
    const ours = entries.findIndex(({ target }) => target === CHAIN);
    const early = ours < 0 ? entries : entries.slice(0, ours);
    const earlyChains = chainsBehind(early, rules);
    const lateChains = chainsBehind(entries, rules);
    const isEarly = (rule: NatRule) => early.includes(rule) || earlyChains.has(rule.chain);
    return rules
        .filter(
            (rule) =>
                rule.chain !== CHAIN &&
                rule.target === "DNAT" &&
                addresses.some((address) => covers(rule, address)) &&
                (entries.includes(rule) || lateChains.has(rule.chain)),
        )
        .map((rule) => {
            const what = `${rule.chain} has a DNAT rule of somebody else for the address of a gateway`;
            const common = {
                code: "dnat-rule-foreign" as const,
                remedy: [onNode(ssh, nodeAddress, `sudo ${rule.removal}`)],
            };
            return isEarly(rule)
                ? {
                      ...common,
                      severity: "error",
                      what: `${what}, before the program's: ${rule.does}`,
                      why: "It decides where packets to this gateway go, whatever the program's rules say.",
                  }
                : {
                      ...common,
                      severity: "warning",
                      what: `${what}, behind the program's: ${rule.does}`,
                      why: "It takes all that is not for the gateway's ports, and is there when the program's rules are gone.",
                  };
        });
}

function covers({ destination }: NatRule, address: string): boolean {
    if (destination === undefined) return false;
    const range = destination.includes("/") ? destination : `${destination}/32`;
    return (
        ipaddr.IPv4.isValidCIDR(range) &&
        ipaddr.IPv4.isIPv4(address) &&
        ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(range))
    );
}
