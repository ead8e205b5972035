import type { Failure } from "../../stacks/survey/look";
import type { SshFailureKind } from "../ssh/sshFailure";

/** Why a node cannot be logged in to or asked. */
export interface NodeFailure extends Failure<SshFailureKind | "sudo" | "terminal" | "iptables"> {
    readonly isBastion?: boolean;
}

/** Why a node does not reach an API server. */
export type ReachFailure = Failure<SshFailureKind>;

/** What was seen on one node over SSH, as text; `undefined` where the file or chain is not there. */
export interface NodeView {
    /** `iptables -t nat -S`, without the -w and counters. */
    readonly natRules: string;
    /** Names of its network interfaces. */
    readonly interfaces: readonly string[];
    readonly rulesFile?: string;
    readonly loaderFile?: string;
    readonly unitFile?: string;
    /** Whether the unit is part of a boot. */
    readonly unitEnabled: boolean;
    /** Whether systemd runs on this node; without it nothing restores the rules at boot. */
    readonly systemd: boolean;
}
