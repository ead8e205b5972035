import type { LayerId } from "./codes";
import type { Finding } from "./finding";
import type { MeshView } from "../view/meshView";

/** What a layer says of a mesh. */
export interface Examination {
    readonly findings: readonly Finding[];
    /** What was looked at, in a few words: "6 nodes, 4 rules each". */
    readonly scope: string;
    /** What could not be looked at and why: "cluster2: its API server does not answer". */
    readonly notChecked: readonly string[];
}

/** One layer of what has to work, from the configuration up to traffic. Pure: it decides, others look. */
export interface Layer {
    readonly id: LayerId;
    /** For people: "Node rules". */
    readonly title: string;
    /** Whether it says anything before the first `pulumi up`. */
    readonly pre: boolean;
    /** Whether there is anything to ask. @default always */
    readonly applies?: (view: MeshView) => boolean;
    readonly examine: (view: MeshView) => Examination;
}
