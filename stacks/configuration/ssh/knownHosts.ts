import { createHmac } from "node:crypto";
import { parseKey } from "sshpk";

// The packages of npm that read known_hosts know neither markers, patterns nor ports, or have not
// been touched for years; sshpk, which reads the keys themselves, does not read the file.

/** Types of host keys in the order in which they are chosen. */
const USABLE = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
] as const;

interface Line {
    readonly marker: string | undefined;
    readonly hosts: string;
    readonly type: string;
    /** Base64. */
    readonly key: string;
}

/** The key that a host has to show, or why there is none. */
export type HostKey =
    | { readonly hostKey: string }
    | {
          /** `missing`: no line; `rsa`: no line with another key; `ambiguous`: two different keys. */
          readonly problem: "missing" | "rsa" | "ambiguous";
      };

function readLines(text: string): Line[] {
    return text.split(/\r?\n/).flatMap((line) => {
        const fields = line.trim().split(/\s+/);
        if (line.trim().startsWith("#")) return [];
        const marker = fields[0]?.startsWith("@") === true ? fields.shift() : undefined;
        const [hosts, type, key] = fields;
        if (hosts === undefined || type === undefined || key === undefined) return [];
        return [{ marker, hosts, type, key }];
    });
}

/** `|1|SALT|HASH`: HMAC-SHA1 of the name, which `HashKnownHosts yes` leaves there. */
function matchesHash(hashed: string, name: string): boolean {
    const [, version, salt, hash] = hashed.split("|");
    if (version !== "1" || salt === undefined || hash === undefined) return false;
    const hmac = createHmac("sha1", Buffer.from(salt, "base64")).update(name);
    return hmac.digest("base64") === hash;
}

function matchesPattern(pattern: string, name: string): boolean {
    const escaped = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, "\\$&");
    const wild = escaped.replaceAll("*", ".*").replaceAll("?", ".");
    return new RegExp(`^${wild}$`).test(name);
}

function matches(hosts: string, name: string): boolean {
    if (hosts.startsWith("|")) return matchesHash(hosts, name);
    const patterns = hosts.split(",");
    const excluded = patterns.some(
        (pattern) => pattern.startsWith("!") && matchesPattern(pattern.slice(1), name),
    );
    return !excluded && patterns.some((pattern) => matchesPattern(pattern, name));
}

/** Whether the blob is a key of the type that the line says. */
function isKey({ type, key }: Line): boolean {
    try {
        return parseKey(`${type} ${key}`, "ssh").toString("ssh").startsWith(`${type} `);
    } catch {
        return false;
    }
}

/**
 * The key of a host in the text of a known_hosts file, as sshd(8) describes it.
 *
 * One key, because the plugin accepts exactly the one it is given: ed25519, then ecdsa. Never RSA,
 * for which it offers `ssh-rsa` alone, a signature that sshd refuses since OpenSSH 8.8. Keys that a
 * line revokes are not used; certificate authorities are not known to the plugin.
 */
export function findHostKey(text: string, host: string, port: number): HostKey {
    const lowered = host.toLowerCase();
    const name = port === 22 ? lowered : `[${lowered}]:${String(port)}`;
    const lines = readLines(text).filter((line) => matches(line.hosts, name));
    const revoked = new Set(
        lines.filter(({ marker }) => marker === "@revoked").map(({ key }) => key),
    );
    const valid = lines.filter(
        (line) => line.marker === undefined && !revoked.has(line.key) && isKey(line),
    );
    const type = USABLE.find((usable) => valid.some((line) => line.type === usable));
    if (type === undefined) {
        return { problem: valid.some((line) => line.type === "ssh-rsa") ? "rsa" : "missing" };
    }
    const keys = new Set(valid.filter((line) => line.type === type).map(({ key }) => key));
    const [key, second] = keys;
    if (key === undefined || second !== undefined) return { problem: "ambiguous" };
    return { hostKey: `${type} ${key}` };
}
