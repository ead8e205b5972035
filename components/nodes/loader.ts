import { CHAIN, LOCK_FOLDER, NODE_PATH, RULES_FILE } from "./names";

const JUMP = `PREROUTING -j ${CHAIN}`;

/**
 * The program on a node that loads the rules file, a bash script. It is given to bash, and not run
 * itself: /etc may be mounted noexec, and SELinux lets systemd run what has the label of a program.
 *
 * One iptables-restore fills the chain and enters it: the kernel takes a whole table at once, so that
 * no packet sees the chain empty. A single jump stays where it is, even when kube-proxy or Calico put
 * theirs before it, because Calico moves its own back to the top and the two would go on for ever.
 */
export const LOADER = `#!/bin/bash
# Fills the chain ${CHAIN} from ${RULES_FILE}.
# Written by Pulumi, which overwrites changes.
set -euo pipefail
PATH=${NODE_PATH}
[ "\${1-}" = locked ] || exec flock --wait 30 ${LOCK_FOLDER} bash "$0" locked
jumps=$(iptables -w 10 -t nat -S PREROUTING | sed -n "/ -[jg] ${CHAIN}\\$/s/^-A /-D /p")
{
    grep -v "^COMMIT\\$" ${RULES_FILE}
    [ "$jumps" = "-D ${JUMP}" ] || printf "%s\\n" "$jumps" "-I ${JUMP}"
    echo COMMIT
} | iptables-restore -w 10 --noflush
`;
