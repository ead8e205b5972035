import {
    ENABLED_UNIT_FILE,
    LOADER_FILE,
    NODE_PATH,
    RULES_FILE,
    UNIT_FILE,
} from "../../components/nodes/names";
import type { Look } from "../../stacks/survey/look";
import type { NodeFailure, NodeView } from "./nodeView";

/**
 * The command that runs {@link NODE_QUESTIONS}; without `-n` sudo would ask for a password and wait.
 * In the language of C, whatever the node's is: answers are told by sudo's words.
 */
export const NODE_COMMAND = "env LC_ALL=C sudo -n timeout 30 bash -s";

/** What the script says of a node without iptables. */
const NO_IPTABLES = "iptables is not installed";

/**
 * The bash script that looks at a node; it changes nothing.
 *
 * Prints a line for everything that is there: its name, and what it holds in base64, since rules and
 * files have lines of their own. The last line is `end`.
 */
export const NODE_QUESTIONS = `set -uo pipefail
PATH=${NODE_PATH}
part() { printf "%s " "$1" && base64 --wrap=0 && echo; }
look() {
    if ! command -v iptables >/dev/null; then
        echo "${NO_IPTABLES}" >&2
        return 1
    fi
    local rules
    rules=$(iptables -w 10 -t nat -S) || return
    part natRules <<<"$rules"
    part interfaces </proc/net/dev
    [ ! -f ${RULES_FILE} ] || part rulesFile <${RULES_FILE}
    [ ! -f ${LOADER_FILE} ] || part loaderFile <${LOADER_FILE}
    [ ! -f ${UNIT_FILE} ] || part unitFile <${UNIT_FILE}
    [ ! -e ${ENABLED_UNIT_FILE} ] || echo unitEnabled
    [ ! -d /run/systemd/system ] || echo systemd
    echo end
}
look
`;

/** What sudo prints where its user has to type a password, in the language of C. */
const SUDO_PASSWORD = /^sudo: a (password|terminal) is required/m;

/** What it prints where `Defaults requiretty` stands in sudoers. */
const SUDO_TERMINAL = /^sudo: sorry, you must have a tty/m;

/** Reads the answers of {@link NODE_QUESTIONS}; `user` is who logged in. Pure. */
export function readAnswers(
    { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
    user: string,
): Look<NodeView, NodeFailure> {
    const parts = new Map(
        stdout.split("\n").map((line) => {
            const [name = "", text = ""] = line.split(" ");
            return [name, Buffer.from(text, "base64").toString()];
        }),
    );
    const natRules = parts.get("natRules");
    if (natRules === undefined || !parts.has("end")) return failureOf(stderr, user);
    const file = (key: "rulesFile" | "loaderFile" | "unitFile") => {
        const text = parts.get(key);
        return text === undefined ? {} : { [key]: text };
    };
    return {
        seen: {
            natRules,
            interfaces: interfacesOf(parts.get("interfaces") ?? ""),
            ...file("rulesFile"),
            ...file("loaderFile"),
            ...file("unitFile"),
            unitEnabled: parts.has("unitEnabled"),
            systemd: parts.has("systemd"),
        },
    };
}

/** The interfaces of `/proc/net/dev`: below two lines of titles `ens3: 1234 …`. */
function interfacesOf(text: string): readonly string[] {
    return text.split("\n").flatMap((line) => /^ *([^ :|]+):/.exec(line)?.[1] ?? []);
}

function failureOf(stderr: string, user: string): NodeFailure {
    if (SUDO_PASSWORD.test(stderr)) {
        return { failure: `sudo asks ${user} for a password`, kind: "sudo" };
    }
    if (SUDO_TERMINAL.test(stderr)) {
        return { failure: `sudo asks ${user} for a terminal`, kind: "terminal" };
    }
    const said = stderr.trim().split("\n").at(-1) ?? "";
    if (said === NO_IPTABLES) return { failure: said, kind: "iptables" };
    return { failure: said === "" ? "the shell on it ends without a word" : said };
}
