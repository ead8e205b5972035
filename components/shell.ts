declare const quotedText: unique symbol;

/**
 * Text for a shell in which every word that was seen is quoted. {@link sh} makes it; a string, and so
 * a template without `sh`, is none.
 */
export interface ShellText {
    readonly shell: string;
    readonly [quotedText]: true;
}

/** What a command is made of: a string or a number is one word, whatever stands in it. */
export type Word = string | number | ShellText;

/**
 * Text for a shell: what stands in the template as it is, and what is put into it as words, quoted
 * where a shell needs it. A list is its words with spaces between. Pure.
 */
export function sh(
    template: TemplateStringsArray,
    ...inserted: readonly (Word | readonly Word[])[]
): ShellText {
    const words = inserted.map((item) =>
        (isList(item) ? item : [item])
            .map((word) => (typeof word === "object" ? word.shell : shellWord(String(word))))
            .join(" "),
    );
    return shellText(String.raw({ raw: template }, ...words));
}

/** A command as one word of another, which runs it in a shell of its own: `ssh`. Pure. */
export function nested({ shell }: ShellText): ShellText {
    return shellText(quote(shell));
}

/** A path as the operator wrote it, as one word; a shell puts the home folder for its `~/`. Pure. */
export function pathWord(path: string): ShellText {
    return path.startsWith("~/") ? shellText(`~/${shellWord(path.slice(2))}`) : sh`${path}`;
}

/** A command that reads these lines; none of them can end the input before its time. Pure. */
export function withInput({ shell }: ShellText, lines: readonly string[]): ShellText {
    const input = lines.map((line) => line.replaceAll("\n", " ")).filter((line) => line !== "EOF");
    return shellText([`${shell} <<'EOF'`, ...input, "EOF"].join("\n"));
}

/** A command to be shown, with another text in the place of this one, however it was quoted. Pure. */
export function replaced({ shell }: ShellText, text: string, by: string): ShellText {
    return [text, quote(text).slice(1, -1), quoteInvisible(text).slice(2, -1)].reduce(
        (shown, form) => shellText(shown.shell.replaceAll(form, by)),
        shellText(shell),
    );
}

/** `text` as one word of a shell command. */
export function quote(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function shellText(shell: string): ShellText {
    return { shell } as ShellText;
}

function isList(item: Word | readonly Word[]): item is readonly Word[] {
    return Array.isArray(item);
}

/** Characters that a terminal obeys instead of showing them, or that change the order of others. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function shellWord(text: string): string {
    if (text === "") return '""';
    // zsh puts the path of a program for a word that begins with an equals sign.
    if (/^(?:!|(?!=)[\w@%+=:,./-]+)$/.test(text)) return text;
    return INVISIBLE.test(text) ? quoteInvisible(text) : quote(text);
}

/**
 * A word whose invisible characters are written out, so that it names the same when they are taken
 * off. An apostrophe is written out too: a shell that does not know `$'…'` ends the word at one.
 */
function quoteInvisible(text: string): string {
    const written = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}'\\]/gu, (character) =>
        [...Buffer.from(character)]
            .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
            .join(""),
    );
    return `$'${written}'`;
}
