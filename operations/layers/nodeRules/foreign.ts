import type { NodeAccess } from "../../../components/nodes/connection";
import { sh } from "../../../components/shell";
import { CHAIN } from "../../../components/nodes/names";
import { isInside } from "../../../stacks/survey/egress";
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
            const before = isEarly(rule);
            return {
                severity: before ? "error" : "warning",
                code: "dnat-rule-foreign",
                what: `${what}, ${before ? "before" : "behind"} the program's: ${rule.does}`,
                why: before
                    ? "It decides where packets to this gateway go, whatever the program's rules say."
                    : "It takes all that is not for the gateway's ports, and is there when the program's rules are gone.",
                remedy: [onNode(ssh, nodeAddress, sh`sudo ${rule.removal}`)],
            };
        });
}

function covers({ destination }: NatRule, address: string): boolean {
    if (destination === undefined) return false;
    return isInside(address, destination.includes("/") ? destination : `${destination}/32`);
}
