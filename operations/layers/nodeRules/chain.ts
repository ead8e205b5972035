import { CHAIN } from "../../../components/nodes/names";
import type { NodeView } from "../../view/nodeView";
import { hasChain, readNatRules } from "./natRules";
import type { Fact } from "./groups";

const NOWHERE =
    "Packets of this node's pods to the gateways of other clusters go to addresses that lead nowhere from here.";
const UNTIDY = "Packets find their way; something else than the program wrote here.";

/** What is wrong with the chain of the program, and with the way into it. Pure. */
export function chainFacts({ natRules }: NodeView, expected: string): Fact[] {
    if (!hasChain(natRules, CHAIN)) {
        const what = `there is no chain ${CHAIN} in the nat table, and no rule for a gateway`;
        return [{ severity: "error", code: "chain-missing", what, why: NOWHERE }];
    }
    return [...ruleFacts(natRules, expected), ...jumpFacts(natRules)];
}

function ruleFacts(natRules: string, expected: string): Fact[] {
    const ours = (text: string) =>
        readNatRules(text)
            .filter(({ chain }) => chain === CHAIN)
            .map(({ does }) => does);
    const [is, should] = [ours(natRules), ours(expected)];
    const missing = without(should, is);
    const foreign = without(is, should);
    if (missing.length > 0 || foreign.length > 0) {
        const told = [
            ...missing.map((rule) => `no rule ${rule}`),
            ...foreign.map((rule) => `a rule that is not the program's, ${rule}`),
        ];
        const what = `chain ${CHAIN} has ${told.join("; ")}`;
        return [
            missing.length > 0
                ? { severity: "error", code: "chain-rule-missing", what, why: NOWHERE }
                : { severity: "warning", code: "chain-rule-foreign", what, why: UNTIDY },
        ];
    }
    if (is.every((rule, index) => rule === should[index])) return [];
    const what = `chain ${CHAIN} has its rules in another order`;
    return [{ severity: "warning", code: "chain-out-of-order", what, why: UNTIDY }];
}

function jumpFacts(natRules: string): Fact[] {
    const jumps = readNatRules(natRules).filter(
        ({ chain, target }) => chain === "PREROUTING" && target === CHAIN,
    );
    const [first, second] = jumps;
    if (first === undefined) {
        const what = `PREROUTING has no rule that enters chain ${CHAIN}`;
        return [{ severity: "error", code: "chain-not-entered", what, why: NOWHERE }];
    }
    if (!jumps.some(({ does }) => does === `-j ${CHAIN}`)) {
        const what = `PREROUTING enters chain ${CHAIN} on a condition alone: ${first.does}`;
        return [{ severity: "error", code: "chain-not-entered", what, why: NOWHERE }];
    }
    if (second === undefined) return [];
    const what = `PREROUTING enters chain ${CHAIN} ${jumps.length} times`;
    return [{ severity: "warning", code: "chain-entered-twice", what, why: UNTIDY }];
}

/** The items that `others` lacks; two equal ones need two there. */
function without(items: readonly string[], others: readonly string[]): string[] {
    const left = [...others];
    return items.filter((item) => {
        const index = left.indexOf(item);
        if (index < 0) return true;
        left.splice(index, 1);
        return false;
    });
}
