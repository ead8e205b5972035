import { quote } from "../../components/nodes/shell";

const HOME = "~/";

/** A word of a command as it is typed, quoted where a shell needs it; `~/` stays the home folder. Pure. */
export function word(text: string): string {
    if (text.startsWith(HOME)) return `${HOME}${word(text.slice(HOME.length))}`;
    return /^[\w@%+=:,./-]+$/.test(text) ? text : quote(text);
}
