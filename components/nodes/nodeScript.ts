import { gatewayRules, type PeerRoute } from "./iptables";
import { LOADER } from "./loader";
import {
    CHAIN,
    ENABLED_UNIT_FILE,
    FORMER_LOADER_FILE,
    LOADER_FILE,
    LOCK_FOLDER,
    NODE_PATH,
    RULES_FILE,
    RULES_FOLDER,
    UNIT,
    UNIT_FILE,
} from "./names";
import { quote } from "../shell";
import { SYSTEMD_UNIT } from "./systemdUnit";

/** What a {@link nodeScript} can do. */
export type Verb = "apply" | "remove";

/**
 * The command that runs a {@link nodeScript} from its standard input.
 *
 * The user of the login needs sudo without a password: without `-n` sudo would ask for one and wait.
 * The plugin itself has no limit of time for a command.
 */
export function nodeCommand(verb: Verb): string {
    return `sudo -n timeout 60 bash -s -- ${verb}`;
}

/**
 * The bash script that writes the rules of a node, or removes them.
 *
 * It can be run any number of times, prints nothing when it succeeds, and one line with the node's
 * host name when it fails. A higher `revision` changes its text, so that the engine runs it anew.
 */
export function nodeScript(routes: readonly PeerRoute[], revision: number): string {
    return [
        `# Revision ${String(revision)}`,
        PREAMBLE,
        applyFunction(gatewayRules(routes)),
        REMOVE,
        // The last line, so that of a script that arrives in part nothing runs.
        `case "\${1-}" in apply | remove) "$1" ;; *) fail "write apply or remove" ;; esac`,
        "",
    ].join("\n");
}

const PREAMBLE = `set -euo pipefail
PATH=${NODE_PATH}
umask 022

fail() {
    local message=$*
    printf "%s: %s\\n" "$HOSTNAME" "\${message//$'\\n'/ }" >&2
    exit 1
}

# run WHAT-FAILED COMMAND...
run() {
    local what=$1 said
    shift
    said=$("$@" 2>&1) || fail "$what: $said"
}

lock() {
    exec 9<${LOCK_FOLDER}
    flock --wait 30 9 || fail "another run has held the lock on ${LOCK_FOLDER} for 30 seconds"
}

# write FILE TEXT: a reader sees the old text or the new one
write() {
    printf %s "$2" >"$1.new" && chmod 0644 "$1.new" && mv -fT "$1.new" "$1"
}
`;

function applyFunction(rules: string): string {
    const write = (file: string, text: string) =>
        `    run "cannot write ${file}" write ${file} ${quote(text)}`;
    return `apply() {
    local program
    for program in iptables iptables-restore flock; do
        command -v "$program" >/dev/null || fail "$program is not installed on this node"
    done
    lock
    run "cannot read the nat table" iptables -w 10 -t nat -S PREROUTING
    run "cannot make folders" mkdir -p ${[RULES_FILE, UNIT_FILE].map(folderOf).join(" ")}
${write(RULES_FILE, rules)}
${write(LOADER_FILE, LOADER)}
${write(UNIT_FILE, SYSTEMD_UNIT)}
    run "cannot remove ${FORMER_LOADER_FILE}" rm -f ${FORMER_LOADER_FILE}
    run "cannot load ${RULES_FILE}" bash ${LOADER_FILE} locked
    if [ -d /run/systemd/system ]; then
        run "systemd does not reload" systemctl daemon-reload
    fi
    if command -v systemctl >/dev/null; then
        run "cannot enable ${UNIT}" systemctl --quiet enable ${UNIT}
    fi
}
`;
}

/**
 * The rules go first: whatever fails, the next run finds what is left.
 *
 * systemd is told of a link and a unit that are gone; `systemctl disable` would refuse a unit whose
 * file is missing already.
 */
const REMOVE = `remove() {
    local listed jumps files=(${[RULES_FILE, LOADER_FILE, UNIT_FILE].join(" ")})
    lock
    if command -v iptables >/dev/null; then
        listed=$(iptables -w 10 -t nat -S 2>&1) || fail "cannot read the nat table: $listed"
        if grep -qx -e "-N ${CHAIN}" <<<"$listed"; then
            jumps=$(sed -n "/ -[jg] ${CHAIN}\\$/s/^-A /-D /p" <<<"$listed")
            run "cannot remove the chain ${CHAIN}" iptables-restore -w 10 --noflush <<END
*nat
$jumps
-F ${CHAIN}
-X ${CHAIN}
COMMIT
END
        fi
    fi
    if [ -d /run/systemd/system ] && systemctl --quiet is-active ${UNIT}; then
        run "cannot stop ${UNIT}" systemctl stop ${UNIT}
    fi
    run "cannot remove files" rm -f ${ENABLED_UNIT_FILE} "\${files[@]}" "\${files[@]/%/.new}"
    if [ -d /run/systemd/system ]; then
        run "systemd does not reload" systemctl daemon-reload
    fi
    if [ -d ${RULES_FOLDER} ]; then
        run "cannot remove ${RULES_FOLDER}" rmdir --ignore-fail-on-non-empty ${RULES_FOLDER}
    fi
}
`;

function folderOf(file: string): string {
    return file.slice(0, file.lastIndexOf("/"));
}
