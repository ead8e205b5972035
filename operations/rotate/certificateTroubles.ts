import { certificates } from "../layers/certificates/certificates";
import { proxies } from "../layers/proxies/proxies";
import type { MeshView } from "../view/meshView";
import type { AnchorStep } from "./nextAnchorStep";

/** What a step of the rotation repairs itself. */
const REPAIRED: Readonly<Record<AnchorStep["do"], readonly string[]>> = {
    // An interrupted `up` leaves clusters that trust more than others.
    up: ["trust-anchors-differ", "proxy-anchors-outdated"],
    set: ["proxy-anchors-outdated"],
    restart: ["proxy-anchors-outdated"],
    stop: [],
    end: [],
};

/** Errors of doctor's layers of certificates and proxies that stand in the way of a step. Pure. */
export function certificateTroubles(view: MeshView, step: AnchorStep): readonly string[] {
    const findings = [certificates, proxies].flatMap((layer) => layer.examine(view).findings);
    return (
        findings
            .filter(({ severity }) => severity === "error")
            // What ends is why there is a rotation.
            .filter(({ code }) => !code.endsWith("-expiring") && !REPAIRED[step.do].includes(code))
            .map(({ where, what, code }) => `${where}: ${what} (docs/operations.md#${code})`)
    );
}
