/** `text` as one word of a shell command. */
export function quote(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** `command` run by root with the caller's PATH, HOME and sandbox settings, which sudo drops. */
export function asRoot(command: string, env: NodeJS.ProcessEnv): string {
    const settings = Object.entries(env)
        .filter(([name]) => name.startsWith("SANDBOX_"))
        .map(([name, value = ""]) => quote(`${name}=${value}`));
    return ["sudo env", '"PATH=$PATH"', '"HOME=$HOME"', ...settings, command].join(" ");
}
