import assert from "node:assert/strict";
import { findHostKey, type HostKey } from "../../../../stacks/configuration/ssh/knownHosts";
import { HASHED_LINE, HASHED_PORT_LINE, HOST_KEYS } from "../../../support/hostKeys";

const { ed25519, otherEd25519, ecdsa, rsa } = HOST_KEYS;

function keyOf(lines: readonly string[], host = "10.0.0.5", port = 22): HostKey {
    return findHostKey(lines.join("\n"), host, port);
}

const finds: readonly [
    what: string,
    lines: readonly string[],
    hostKey: string,
    host?: string,
    port?: number,
][] = [
    ["the line of an address", [`10.0.0.6 ${otherEd25519}`, `10.0.0.5 ${ed25519}`], ed25519],
    ["a line with a comment at its end", [`10.0.0.5 ${ed25519} root@node`], ed25519],
    ["one of several names", [`node-1,10.0.0.5 ${ed25519}`], ed25519],
    ["a name in capitals", [`Node-1.Example ${ed25519}`], ed25519, "node-1.EXAMPLE"],
    ["a pattern", [`10.0.0.? ${ed25519}`], ed25519],
    ["a pattern that excludes others", [`10.0.0.*,!10.0.0.6 ${ed25519}`], ed25519],
    ["a name that ssh-keygen -H hashed", [HASHED_LINE], ed25519],
    ["a port", [`10.0.0.5 ${ed25519}`, `[10.0.0.5]:2222 ${ecdsa}`], ecdsa, "10.0.0.5", 2222],
    ["a hashed name with a port", [HASHED_PORT_LINE], otherEd25519, "10.0.0.5", 2222],
    ["lines of Windows", [`# ours\r`, `\r`, `10.0.0.5 ${ed25519}\r`], ed25519],
    [
        "ed25519 before ECDSA, whatever comes first",
        [`10.0.0.5 ${rsa}`, `10.0.0.5 ${ecdsa}`, `10.0.0.5 ${ed25519}`],
        ed25519,
    ],
    ["ECDSA beside RSA", [`10.0.0.5 ${rsa}`, `10.0.0.5 ${ecdsa}`], ecdsa],
    ["one key in two lines", [`10.0.0.5 ${ed25519}`, `10.0.0.* ${ed25519}`], ed25519],
    [
        "the key that is not revoked",
        [`10.0.0.5 ${ed25519}`, `@revoked * ${ed25519}`, `10.0.0.5 ${otherEd25519}`],
        otherEd25519,
    ],
];

const [, blob = ""] = ed25519.split(" ");

const refusals: readonly [
    what: string,
    problem: "missing" | "rsa" | "ambiguous",
    lines: readonly string[],
    host?: string,
    port?: number,
][] = [
    ["an empty file", "missing", []],
    ["other hosts only", "missing", [`10.0.0.50 ${ed25519}`, `110.0.0.5 ${ed25519}`]],
    ["a dot that stands for any character", "missing", [`10.0.0.5 ${ed25519}`], "10x0.0.5"],
    ["another port", "missing", [`10.0.0.5 ${ed25519}`], "10.0.0.5", 2222],
    ["a port for the usual one", "missing", [`[10.0.0.5]:2222 ${ed25519}`]],
    ["a hash of another name", "missing", [HASHED_LINE], "10.0.0.6"],
    ["a hash of another kind", "missing", [HASHED_LINE.replace("|1|", "|2|")]],
    ["an excluded name", "missing", [`*,!10.0.0.5 ${ed25519}`]],
    ["a line that is commented out", "missing", [`#10.0.0.5 ${ed25519}`]],
    ["a revoked key", "missing", [`10.0.0.5 ${ed25519}`, `@revoked 10.0.0.5 ${ed25519}`]],
    ["a certificate authority", "missing", [`@cert-authority 10.0.0.5 ${ed25519}`]],
    ["a key that is cut short", "missing", [`10.0.0.5 ssh-ed25519 ${blob.slice(0, 40)}`]],
    ["a key of another type than it says", "missing", [`10.0.0.5 ecdsa-sha2-nistp256 ${blob}`]],
    ["an RSA key", "rsa", [`10.0.0.5 ${rsa}`]],
    ["two keys of one type", "ambiguous", [`10.0.0.5 ${ed25519}`, `10.0.0.5 ${otherEd25519}`]],
];

describe("findHostKey", () => {
    for (const [what, lines, hostKey, host, port] of finds) {
        it(`finds ${what}`, () => {
            assert.deepEqual(keyOf(lines, host, port), { hostKey });
        });
    }
    for (const [what, problem, lines, host, port] of refusals) {
        it(`takes no key from ${what}`, () => {
            assert.deepEqual(keyOf(lines, host, port), { problem });
        });
    }
});
