import { CHAIN, LOADER_FILE, RULES_FILE, UNIT, UNIT_FILE } from "../../../components/nodes/names";
import { sh } from "../../../components/shell";
import type { Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { grouped } from "./groups";
import { hasChain } from "./natRules";
import { onNode } from "./remedies";
import { ruledClusters } from "./sources";

/** Rules of the program on nodes of clusters that no link with routing `dnat` starts from. Pure. */
export function leftoverRules(view: MeshView): Finding[] {
    const ruled = new Set(ruledClusters(view).map(({ config }) => config.name));
    return view.clusters.flatMap(({ config: { name, nodes }, nodes: looks }) => {
        const ssh = nodes?.ssh;
        if (ssh === undefined || ruled.has(name)) return [];
        const left = nodes?.hosts.filter((host) => {
            const look = looks.get(host.name);
            if (look === undefined || "failure" in look) return false;
            const { natRules, rulesFile, unitFile } = look.seen;
            return hasChain(natRules, CHAIN) || rulesFile !== undefined || unitFile !== undefined;
        });
        return grouped(
            name,
            (left ?? []).map(({ name: node, address }) => ({
                node,
                severity: "warning",
                code: "chain-leftover",
                what: `it has chain ${CHAIN} or its files, and no link with routing dnat starts here`,
                why: "Nobody follows them any more: the floating IPs that they lead to may be somebody else's by now.",
                remedy: [
                    onNode(
                        ssh,
                        address,
                        sh`sudo systemctl disable ${UNIT}; sudo iptables -t nat -D PREROUTING -j ${CHAIN}; sudo iptables -t nat -F ${CHAIN}; sudo iptables -t nat -X ${CHAIN}; sudo rm -f ${[RULES_FILE, LOADER_FILE, UNIT_FILE]}`,
                    ),
                ],
            })),
        );
    });
}
