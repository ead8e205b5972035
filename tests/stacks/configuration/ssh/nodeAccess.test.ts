import assert from "node:assert/strict";
import { CLUSTERS, configOf, EAST, refuses, WEST } from "../../../support/configCases";
import { kpaasKubeconfig, without } from "../../../support/configFiles";
import { HOST_KEYS } from "../../../support/hostKeys";
import { ENCRYPTED_KEY, PASSPHRASE, PRIVATE_KEY } from "../../../support/privateKeys";

const { ed25519, otherEd25519, ecdsa, rsa } = HOST_KEYS;

/** East and west, with these changes to the nodes of east. */
function east(changes: object, ...remove: readonly string[]) {
    const nodes = { ...without(EAST.nodes, ...remove), ...changes };
    return { clusters: [{ ...EAST, nodes }, WEST] };
}

/** The same with these lines as host keys. */
function knowing(lines: readonly string[], changes: object = {}, ...remove: readonly string[]) {
    return east({ knownHosts: lines.join("\n"), ...changes }, ...remove);
}

function nodesOf(values: Readonly<Record<string, unknown>>) {
    return configOf(values).clusters[0]?.nodes;
}

const AT = "clusters[0].nodes";
const NODE = `${AT}.hosts[0].address is "10.1.0.11"`;
const VIA = "ssh ubuntu@bastion.example ";
const COMPARE = "and compare it with what the host's console shows";
const GONE = "there is no such file, looked for at";
const hostsPath = "write the path of a file with the host keys, for example ~/.ssh/known_hosts";
const keyPath = "write the path of a private key, for example ~/.ssh/id_rsa";

describe("readNodeAccess", () => {
    it("takes the kubeconfig's host for the bastion and the nodes' user, unless they are given", () => {
        const lines = [
            `10.1.0.1 ${otherEd25519}`,
            `[10.1.0.1]:2222 ${ecdsa}`,
            `10.1.0.11 ${ed25519}`,
        ];
        const bastion = (changes: object) =>
            nodesOf(knowing(lines, { user: "operator", ...changes }, "bastion"))?.ssh?.bastion;
        assert.deepEqual(bastion({}), {
            host: "10.1.0.1",
            port: 22,
            user: "operator",
            hostKey: otherEd25519,
        });
        assert.deepEqual(bastion({ bastion: { port: 2222, user: "jump" } }), {
            host: "10.1.0.1",
            port: 2222,
            user: "jump",
            hostKey: ecdsa,
        });
    });

    it("reads what stands in for the bastion, each with its own key", () => {
        const lines = [
            `bastion.example ${otherEd25519}`,
            `10.1.0.12 ${ed25519}`,
            `[10.1.0.13]:2222 ${ecdsa}`,
            `10.1.0.11 ${ed25519}`,
        ];
        const fallbackBastions = [
            { host: "10.1.0.12" },
            { host: "10.1.0.13", port: 2222, user: "jump" },
        ];
        const nodes = nodesOf(knowing(lines, { fallbackBastions }));
        assert.equal(nodes?.ssh?.bastion?.host, "bastion.example");
        assert.deepEqual(nodes.fallbackBastions, [
            { host: "10.1.0.12", port: 22, user: "ubuntu", hostKey: ed25519 },
            { host: "10.1.0.13", port: 2222, user: "jump", hostKey: ecdsa },
        ]);
    });

    it("needs no key of a bastion where nodes are dialled directly", () => {
        const nodes = nodesOf(knowing([`10.1.0.11 ${ed25519}`], { direct: true }, "bastion"));
        assert.equal(nodes?.ssh?.bastion, undefined);
        assert.equal(nodes?.hosts[0]?.hostKey, ed25519);
    });

    it("takes an IPv6 address out of the kubeconfig's server", () => {
        const server = kpaasKubeconfig("https://[2001:db8::10]:6443");
        const lines = [`2001:db8::10 ${otherEd25519}`, `10.1.0.11 ${ed25519}`];
        const { clusters: written, ...rest } = knowing(lines, {}, "bastion");
        const forPeers = { ...written[0], apiServer: "https://203.0.113.10:6443" };
        const { clusters } = configOf(
            { ...rest, clusters: [forPeers, ...written.slice(1)] },
            { files: { "/home/operator/.kube/east": server } },
        );
        assert.equal(clusters[0]?.nodes?.ssh?.bastion?.host, "2001:db8::10");
    });

    it("wants no key of a node that is skipped", () => {
        const hosts = [
            { name: "a", address: "192.168.9.11", unreachable: "skip" },
            { name: "b", address: "10.1.0.12" },
        ];
        assert.deepEqual(nodesOf(east({ hosts }))?.hosts, [
            { name: "a", address: "192.168.9.11", skipped: true },
            { name: "b", address: "10.1.0.12", skipped: false, hostKey: ed25519 },
        ]);
    });

    it("reads neither key nor known hosts where no link rewrites addresses", () => {
        const nodes = nodesOf({
            ...east({ privateKeyPath: "~/gone", knownHostsPath: "~/gone" }),
            links: [{ source: "west", target: "east" }],
        });
        assert.deepEqual(nodes, {
            hosts: [{ name: "east-master1", address: "10.1.0.11", skipped: false }],
            revision: 1,
        });
    });

    it("takes a private key out of a secret key", () => {
        const { clusters } = configOf(
            { ...east({}, "privateKeyPath"), eastSshKey: PRIVATE_KEY },
            { secretKeys: ["eastSshKey"] },
        );
        assert.equal(clusters[0]?.nodes?.ssh?.privateKey, PRIVATE_KEY);
    });

    describe("private keys", () => {
        refuses([
            [
                "neither a path nor a key",
                east({}, "privateKeyPath"),
                [
                    `${AT}.privateKeyPath is missing: store the contents of a private key with 'pulumi config set --secret eastSshKey < FILE', or write its path, for example ~/.ssh/id_rsa`,
                ],
            ],
            [
                "a path and a key",
                { clusters: CLUSTERS, eastSshKey: PRIVATE_KEY },
                [
                    `${AT}.privateKeyPath is "~/.ssh/id_rsa": the key eastSshKey holds a private key of this cluster too; remove one of them`,
                ],
                { secretKeys: ["eastSshKey"] },
            ],
            [
                "a file that is not there",
                east({ privateKeyPath: "~/.ssh/gone" }),
                [
                    `${AT}.privateKeyPath is "~/.ssh/gone": there is no such file, looked for at /home/operator/.ssh/gone; ${keyPath}`,
                ],
            ],
            [
                "a file that is no key, without quoting it",
                east({ privateKeyPath: "~/.ssh/known_hosts" }),
                [
                    `${AT}.privateKeyPath is "~/.ssh/known_hosts": not a private key; give one, as ssh-keygen makes it`,
                ],
            ],
            [
                "keys and passphrases in plain text, those that nobody needs as well",
                {
                    ...east({}, "privateKeyPath"),
                    routing: "direct",
                    eastSshKey: ENCRYPTED_KEY,
                    eastSshKeyPassphrase: PASSPHRASE,
                },
                ["eastSshKey", "eastSshKeyPassphrase"].map(
                    (key) =>
                        `${key} is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret ${key} < FILE'`,
                ),
            ],
            [
                "a key without its passphrase",
                east({ privateKeyPath: "~/.ssh/encrypted" }),
                [
                    "eastSshKeyPassphrase is missing: the private key needs its passphrase; store it with 'pulumi config set --secret eastSshKeyPassphrase < FILE'",
                ],
                { files: { "/home/operator/.ssh/encrypted": ENCRYPTED_KEY } },
            ],
            [
                "a key with another passphrase, without showing it",
                {
                    ...east({ privateKeyPath: "~/.ssh/encrypted" }),
                    eastSshKeyPassphrase: "hunter2",
                    westSshKeyPassphrase: "hunter2",
                },
                [
                    "eastSshKeyPassphrase is [secret]: the private key does not open with it; correct it",
                    "westSshKeyPassphrase is [secret]: the private key has no passphrase; remove it",
                ],
                {
                    secretKeys: ["eastSshKeyPassphrase", "westSshKeyPassphrase"],
                    files: { "/home/operator/.ssh/encrypted": ENCRYPTED_KEY },
                },
            ],
        ]);
    });

    describe("host keys", () => {
        const bastion = `bastion.example ${otherEd25519}`;
        refuses([
            [
                "hosts without a line, with the command that gets one",
                east({ knownHostsPath: "hosts" }),
                [
                    `${AT}.bastion.host is "bastion.example": hosts has no key of it; add one with 'ssh-keyscan -t ed25519 bastion.example >> hosts', ${COMPARE}`,
                    `${NODE}: hosts has no key of it; add one with '${VIA}ssh-keyscan -t ed25519 10.1.0.11 >> hosts', ${COMPARE}`,
                ],
                { files: { "/project/hosts": "" } },
            ],
            [
                "hosts that stand in for the bastion without a line or a host, and where nodes are dialled directly",
                knowing(
                    [`10.1.0.11 ${ed25519}`],
                    {
                        direct: true,
                        fallbackBastions: [{ host: "10.1.0.12" }, { port: 22 }, { host: "a b" }],
                    },
                    "bastion",
                ),
                [
                    `${AT}.fallbackBastions[1].host is missing: write an address or a host name, for example 203.0.113.10`,
                    `${AT}.fallbackBastions[2].host is "a b": write an address or a host name, for example 203.0.113.10`,
                    `${AT}.direct is true: without a bastion nodes are dialled directly; remove it, or fallbackBastions`,
                    `${AT}.fallbackBastions[0].host is "10.1.0.12": knownHosts has no key of it; add one with 'ssh-keyscan -t ed25519 10.1.0.12', ${COMPARE}`,
                ],
            ],
            [
                "ports without a line",
                knowing([bastion, `10.1.0.11 ${ed25519}`], {
                    port: 2200,
                    bastion: { host: "bastion.example", port: 2222, user: "jump" },
                }),
                [
                    `${AT}.bastion.host is "bastion.example": knownHosts has no key of it; add one with 'ssh-keyscan -p 2222 -t ed25519 bastion.example', ${COMPARE}`,
                    `${NODE}: knownHosts has no key of it; add one with 'ssh -p 2222 jump@bastion.example ssh-keyscan -p 2200 -t ed25519 10.1.0.11', ${COMPARE}`,
                ],
            ],
            [
                "a node with an RSA key only, dialled directly",
                knowing([`10.1.0.11 ${rsa}`], { direct: true }, "bastion"),
                [
                    `${NODE}: knownHosts has only its RSA key, with which the command plugin offers ssh-rsa alone, and sshd refuses that since OpenSSH 8.8; add another with 'ssh-keyscan -t ed25519 10.1.0.11'`,
                ],
            ],
            [
                "a node with two keys",
                knowing([bastion, `10.1.0.11 ${ed25519}`, `10.1.0.11 ${otherEd25519}`]),
                [
                    `${NODE}: knownHosts has two keys of one type for it, as where two networks have the same addresses; remove the old one, or give this cluster a file of its own with knownHostsPath`,
                ],
            ],
            [
                "a file that is not there, the default as well",
                {
                    clusters: [
                        EAST,
                        { ...WEST, nodes: { ...WEST.nodes, knownHostsPath: "hosts" } },
                    ],
                },
                [
                    `${AT}.knownHostsPath is "~/.ssh/known_hosts": ${GONE} /home/operator/.ssh/known_hosts; ${hostsPath}`,
                    `clusters[1].nodes.knownHostsPath is "hosts": ${GONE} /project/hosts; ${hostsPath}`,
                ],
                { files: { "/home/operator/.ssh/known_hosts": undefined } },
            ],
            [
                "a bastion that would be this machine",
                east({}, "bastion"),
                [
                    `clusters[0].apiServer is missing: the kubeconfig's server https://127.0.0.1:6443 is a loopback address, where the pods of the other clusters would find themselves; write the URL that they use, for example https://203.0.113.10:6443`,
                    `${AT}.bastion.host is missing: its default, the host of the kubeconfig's server, is the loopback address 127.0.0.1; write that of the first master, for example 203.0.113.10, or nodes.direct: true`,
                ],
                {
                    files: {
                        "/home/operator/.kube/east": kpaasKubeconfig("https://127.0.0.1:6443"),
                    },
                },
            ],
            [
                "keys of hosts that a kubeconfig names so that a shell would run them",
                knowing([bastion], {}, "bastion"),
                [
                    `${AT}.bastion.host is "a;$(id)": knownHosts has no key of it; add one with 'ssh-keyscan -t ed25519 'a;$(id)'', ${COMPARE}`,
                    `${NODE}: knownHosts has no key of it; add one with 'ssh 'ubuntu@a;$(id)' ssh-keyscan -t ed25519 10.1.0.11', ${COMPARE}`,
                ],
                {
                    files: {
                        "/home/operator/.kube/east": kpaasKubeconfig("https://a;$(id):6443"),
                    },
                },
            ],
            [
                "everything about a node's login at once",
                knowing([bastion], { privateKeyPath: "~/.ssh/known_hosts" }),
                [
                    `${AT}.privateKeyPath is "~/.ssh/known_hosts": not a private key; give one, as ssh-keygen makes it`,
                    `${NODE}: knownHosts has no key of it; add one with '${VIA}ssh-keyscan -t ed25519 10.1.0.11', ${COMPARE}`,
                ],
            ],
            [
                "host keys of secret clusters without a word of where they are",
                east({ knownHostsPath: "~/hidden-hosts" }),
                [`${AT}.knownHostsPath is [secret]: there is no such file; ${hostsPath}`],
                { secretKeys: ["clusters"] },
            ],
        ]);
    });
});
