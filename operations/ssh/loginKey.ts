import { parsePrivateKey } from "sshpk";
import { utils, type ParsedKey } from "ssh2";

/**
 * The private key of a login, opened once: a passphrase takes a tenth of a second to try.
 *
 * ssh2 does not read PKCS#8, which the command plugin reads, so that such a key is written anew.
 * The configuration was checked; that both libraries take its keys is not sure, so this may throw.
 */
export function openLoginKey(text: string, passphrase: string | undefined): ParsedKey {
    const readable = text.trimStart().startsWith("-----BEGIN PRIVATE KEY-----")
        ? parsePrivateKey(text, "pkcs8").toString("ssh-private")
        : text;
    const key = utils.parseKey(readable, passphrase);
    if (key instanceof Error) throw new Error(`the private key cannot be used: ${key.message}`);
    // What the file holds is a list where it is in the format of OpenSSH; there is one key in it.
    const [first] = [key].flat();
    if (first === undefined) throw new Error("the private key cannot be used: there is none in it");
    return first;
}
