/** A rule of the nat table, out of `iptables -S`. */
export interface NatRule {
    readonly chain: string;
    /** What it does, without the chain and what changes nothing: its comment, and `-m tcp` after `-p tcp`. */
    readonly does: string;
    /** Its `-d`, as `192.168.2.150/32`. */
    readonly destination?: string;
    /** Chain or target that it sends packets to. */
    readonly target?: string;
    /** Words of the command that removes it. */
    readonly removal: readonly string[];
}

/** A comment as iptables prints it: one word, or in quotes with quotes and backslashes escaped. */
const COMMENT = / -m comment --comment ("(\\.|[^"\\])*"|\S+)/;

/** A word of a rule, or one in quotes; `iptables-restore` reads them in the same way. */
const WORD = /"((?:\\.|[^"\\])*)"|\S+/g;

function wordsOf(rule: string): string[] {
    return [...rule.matchAll(WORD)].map(([word, inQuotes]) =>
        inQuotes === undefined ? word : inQuotes.replace(/\\(.)/g, "$1"),
    );
}

/** Reads the rules out of `iptables -S` or a file for iptables-restore; lines of other kinds are passed over. */
export function readNatRules(text: string): NatRule[] {
    return text.split("\n").flatMap((line) => {
        const [, chain, rest] = /^-A (\S+)(.*)$/.exec(line) ?? [];
        if (chain === undefined || rest === undefined) return [];
        // iptables 1.8 on nftables may print the comment at another place than iptables 1.6 does.
        const does = rest.replace(COMMENT, "").replace(" -m tcp", "").trim();
        const destination = /(?<!! )-d (\S+)/.exec(does)?.[1];
        const target = /(?:^| )-[jg] (\S+)/.exec(does)?.[1];
        return [
            {
                chain,
                does,
                ...(destination === undefined ? {} : { destination }),
                ...(target === undefined ? {} : { target }),
                removal: ["iptables", "-t", "nat", "-D", chain, ...wordsOf(rest)],
            },
        ];
    });
}

/** Whether there is a chain of this name. */
export function hasChain(text: string, chain: string): boolean {
    return text.split("\n").includes(`-N ${chain}`);
}

/** The chains that packets enter by way of these rules. */
export function chainsBehind(
    entries: readonly NatRule[],
    rules: readonly NatRule[],
): ReadonlySet<string> {
    const found = new Set<string>();
    const follow = (from: readonly NatRule[]) => {
        for (const { target } of from) {
            if (target === undefined || found.has(target)) continue;
            found.add(target);
            follow(rules.filter(({ chain }) => chain === target));
        }
    };
    follow(entries);
    return found;
}
