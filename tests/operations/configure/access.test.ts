import assert from "node:assert/strict";
import { findAccess, type AccessQuery, type ShownKey } from "../../../operations/configure/access";
import { fingerprint } from "../../../operations/ssh/hostKey";
import { openLoginKey } from "../../../operations/ssh/loginKey";
import { SshServerStandin, STRANGE_KEY } from "../support/sshServerStandin";

describe("the access to nodes", () => {
    let server: SshServerStandin;
    let shown: (readonly ShownKey[])[];
    let accepts: boolean;

    beforeEach(async () => {
        server = new SshServerStandin();
        await server.start();
        [shown, accepts] = [[], true];
    });

    afterEach(() => server.stop());

    /** One node, behind itself as the bastion. */
    function query(change: Partial<AccessQuery> = {}): AccessQuery {
        return {
            cluster: "cluster1",
            bastion: { host: "127.0.0.1", port: server.port() },
            port: server.port(),
            nodes: [{ name: "master1", address: "localhost" }],
            users: ["ubuntu"],
            keys: [{ path: "~/.ssh/id_rsa", key: openLoginKey(server.loginKey, undefined) }],
            known: "",
            accept: (keys) => {
                shown.push(keys);
                return Promise.resolve(accepts);
            },
            ...change,
        };
    }

    const line = (host: string, key = server.hostKey) =>
        `[${host}]:${String(server.port())} ${key}`;
    const print = () => `ed25519 ${fingerprint(server.hostKey.split(" ")[1] ?? "")}`;

    it("is found with the key and user that log in, and the keys of bastion and nodes are shown before", async () => {
        const stranger = { path: "strange", key: openLoginKey(STRANGE_KEY, undefined) };
        const { keys } = query();
        const found = await findAccess(
            query({ users: ["debian", "ubuntu"], keys: [stranger, ...keys] }),
        );
        assert.deepEqual(
            [found?.user, found?.key.path, found?.knownHosts?.split("\n")],
            ["ubuntu", "~/.ssh/id_rsa", [line("127.0.0.1"), line("localhost")]],
        );
        assert.deepEqual(shown, [
            [{ where: "bastion of cluster1, 127.0.0.1", fingerprint: print() }],
            [{ where: "master1, localhost", fingerprint: print() }],
        ]);
        assert.deepEqual(server.commands, []);
    });

    it("adds no host keys, and asks nothing, where all are known", async () => {
        const known = [line("127.0.0.1"), line("localhost")].join("\n");
        const found = await findAccess(query({ known }));
        assert.deepEqual([found?.user, found?.knownHosts, shown], ["ubuntu", undefined, []]);
    });

    it("has the known keys too, where one is new", async () => {
        const found = await findAccess(query({ known: line("127.0.0.1") }));
        assert.deepEqual(found?.knownHosts?.split("\n"), [line("127.0.0.1"), line("localhost")]);
        assert.equal(shown.length, 1);
    });

    it("takes a known key of another type than the one that hosts show first", async () => {
        const known = ["127.0.0.1", "localhost"]
            .map((host) => line(host, server.ecdsaHostKey))
            .join("\n");
        const found = await findAccess(query({ known }));
        assert.deepEqual([found?.user, found?.knownHosts, shown], ["ubuntu", undefined, []]);
    });

    it("keeps the known keys of hosts that are not dialled now, each once", async () => {
        const others = ["198.51.100.2", "198.51.100.3", "localhost"].map((host) => ({
            host,
            port: server.port(),
        }));
        const known = [line("127.0.0.1"), line("198.51.100.2", server.ecdsaHostKey)].join("\n");
        const found = await findAccess(query({ known, others }));
        assert.deepEqual(found?.knownHosts?.split("\n"), [
            line("127.0.0.1"),
            line("localhost"),
            line("198.51.100.2", server.ecdsaHostKey),
        ]);
    });

    it("logs in nowhere, where the bastion's key is not accepted", async () => {
        accepts = false;
        assert.equal(await findAccess(query()), undefined);
        assert.deepEqual([shown.length, server.logins], [1, []]);
    });

    it("refuses a key that changed, and logs in nowhere", async () => {
        const other = new SshServerStandin().hostKey;
        const known = `[127.0.0.1]:${String(server.port())} ${other}`;
        await assert.rejects(findAccess(query({ known })), {
            message: `127.0.0.1 shows the host key ${print().replace("ed25519 ", "")}, and the known hosts have ${fingerprint(other.split(" ")[1] ?? "")}; ask who changed it, and only then remove the old one with 'ssh-keygen -R 127.0.0.1'`,
        });
        assert.deepEqual(server.logins, []);
    });

    it("tells of every user and key that is refused", async () => {
        const key = openLoginKey(STRANGE_KEY, undefined);
        const where = `127.0.0.1:${String(server.port())} refuses the private key ${fingerprint(key.getPublicSSH())}`;
        await assert.rejects(findAccess(query({ users: ["debian", "ubuntu"], keys: [{ key }] })), {
            message: `${where} for debian: Permission denied (publickey); ${where} for ubuntu: Permission denied (publickey)`,
        });
    });

    it("says that the bastion forwards nothing", async () => {
        server.forwarding = "prohibited";
        await assert.rejects(findAccess(query()), {
            message:
                "the bastion 127.0.0.1 forwards no connections: its sshd has AllowTcpForwarding no, or another PermitOpen",
        });
    });

    it("says that nobody listens", async () => {
        const bastion = { host: "127.0.0.1", port: 1 };
        await assert.rejects(findAccess(query({ bastion })), {
            message: "127.0.0.1:1: the connection is refused",
        });
    });

    it("dials nodes without a bastion, where there is none", async () => {
        const { bastion: _bastion, ...direct } = query();
        const found = await findAccess(direct);
        assert.deepEqual(
            [found?.user, found?.knownHosts, server.forwards],
            ["ubuntu", line("localhost"), []],
        );
    });
});
