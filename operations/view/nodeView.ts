/** What was seen on one node over SSH, as text; `undefined` where the file or chain is not there. */
export interface NodeView {
    /** `iptables -t nat -S`, without the -w and counters. */
    readonly natRules: string;
    /** Text of the rules file. */
    readonly rulesFile?: string;
    /** Whether the loader is there and may be run. */
    readonly loader: boolean;
    /** Text of the loader. */
    readonly loaderFile?: string;
    /** Text of the systemd unit's file. */
    readonly unitFile?: string;
    /** Whether the unit is part of a boot. */
    readonly unitEnabled: boolean;
    /** Whether systemd runs on this node; without it nothing restores the rules at boot. */
    readonly systemd: boolean;
}
