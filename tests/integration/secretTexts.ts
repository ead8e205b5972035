import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Every text that must not appear anywhere: tokens, a line of each private key, client keys; tokens
 * and private keys also in base64 as a Secret's field carries them. A token in the middle of an
 * encoded kubeconfig is not looked for.
 */
export function secretTexts(state: string, kubeconfigs: readonly string[]): string[] {
    const tokens = state.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
    const keys = [...state.matchAll(/(-----BEGIN [A-Z ]*PRIVATE KEY-----)\\+n([\w+/=]+)/g)];
    const clientKeys = kubeconfigs.flatMap(
        (text) => /client-key-data: (\S+)/.exec(text)?.[1] ?? [],
    );
    const lines = keys.map(([, , line = ""]) => line);
    const fields = [...tokens, ...keys.map(([, header = "", line = ""]) => `${header}\n${line}`)];
    // The last bytes change in base64 with what follows them.
    const encoded = fields.map((field) => Buffer.from(field).toString("base64").slice(0, -4));
    return [...new Set([...tokens, ...lines, ...clientKeys, ...encoded])];
}

/** The text of every file below a folder. */
export async function filesUnder(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return Promise.all(
        entries
            .filter((entry) => entry.isFile())
            .map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")),
    );
}
