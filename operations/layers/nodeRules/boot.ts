import { LOADER } from "../../../components/nodes/loader";
import { LOADER_FILE, RULES_FILE, UNIT, UNIT_FILE } from "../../../components/nodes/names";
import { SYSTEMD_UNIT } from "../../../components/nodes/systemdUnit";
import type { NodeView } from "../../view/nodeView";
import type { Fact } from "./groups";

/** What keeps a boot from bringing back the rules; they may be in force until then. Pure. */
export function bootFacts(node: NodeView, rules: string): Fact[] {
    const { rulesFile, loaderFile, unitFile, unitEnabled } = node;
    const told = [
        ...fileFact(RULES_FILE, rulesFile, rules),
        ...fileFact(LOADER_FILE, loaderFile, LOADER),
        ...fileFact(UNIT_FILE, unitFile, SYSTEMD_UNIT),
        ...(unitEnabled ? [] : [`${UNIT} is not enabled`]),
    ];
    const what = `a boot does not bring back the program's rules: ${told.join("; ")}`;
    const why =
        "After the next one packets of this node's pods to the gateways of other clusters go nowhere.";
    return told.length === 0
        ? []
        : [{ severity: "warning", code: "rules-lost-at-boot", what, why }];
}

function fileFact(file: string, is: string | undefined, should: string): string[] {
    if (is === undefined) return [`${file} is missing`];
    return is === should ? [] : [`${file} is not as the program writes it`];
}
