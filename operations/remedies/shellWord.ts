import { quote } from "../../components/nodes/shell";

const HOME = "~/";

/** A word of a command as it is typed, quoted where a shell needs it; `~/` stays the home folder. Pure. */
export function shellWord(text: string): string {
    if (text.startsWith(HOME)) return `${HOME}${shellWord(text.slice(HOME.length))}`;
    return /^[\w@%+=:,./-]+$/.test(text) ? text : quote(text);
}
