import { setConfig, up } from "../stack/changeStack";
import { lookAtPodCertificates } from "./lookAtRotation";
import { lookAtStack } from "./lookAtStack";
import { restartWorkload } from "./restartWorkload";

/** With what a rotation of the anchors looks at a mesh, and changes it. */
export interface AnchorHands {
    readonly look: typeof lookAtStack;
    readonly certificates: typeof lookAtPodCertificates;
    readonly setConfig: typeof setConfig;
    readonly up: typeof up;
    readonly restart: typeof restartWorkload;
}

/** Those that do it. */
export const ANCHOR_HANDS: AnchorHands = {
    look: lookAtStack,
    certificates: lookAtPodCertificates,
    setConfig,
    up,
    restart: restartWorkload,
};
