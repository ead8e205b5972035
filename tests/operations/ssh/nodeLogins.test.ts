import assert from "node:assert/strict";
import { once } from "node:events";
import type { NodeAccess, RoutedNode } from "../../../components/nodes/connection";
import { NodeLogins } from "../../../operations/ssh/nodeLogins";
import { forward } from "../../../operations/ssh/forward";
import { run } from "../../../operations/ssh/run";
import { SshFailure, type SshFacts } from "../../../operations/ssh/sshFailure";
import { HOST_KEYS } from "../../support/hostKeys";
import { SshServerStandin, STRANGE_KEY } from "../support/sshServerStandin";

// How OpenSSH answers is for the sandbox's tests to show.

describe("NodeLogins", () => {
    let bastion: SshServerStandin;
    let node: SshServerStandin;
    let hosts: NodeLogins | undefined;

    beforeEach(async () => {
        [bastion, node] = [new SshServerStandin(), new SshServerStandin()];
        node.loginKey = bastion.loginKey;
        await Promise.all([bastion.start(), node.start()]);
    });

    afterEach(async () => {
        hosts?.close();
        await Promise.all([bastion.stop(), node.stop()]);
    });

    function access(changes: Partial<NodeAccess<string>> = {}): NodeAccess<string> {
        return {
            user: SshServerStandin.USER,
            port: node.port(),
            privateKey: bastion.loginKey,
            dialErrorLimit: 10,
            perDialTimeoutSeconds: 1,
            bastion: {
                host: "127.0.0.1",
                port: bastion.port(),
                user: SshServerStandin.USER,
                hostKey: bastion.hostKey,
            },
            ...changes,
        };
    }

    const routed = (changes: Partial<RoutedNode> = {}): RoutedNode => ({
        name: "worker",
        address: "127.0.0.1",
        skipped: false,
        hostKey: node.hostKey,
        ...changes,
    });

    /** What the last failure was told by. */
    let facts: SshFacts;

    /** The sentence with which logging in to the node fails; ports are named, as they differ. */
    async function failure(login: NodeAccess<string>, host = routed()): Promise<string> {
        hosts = new NodeLogins(login);
        const error = await hosts.node(host).then(
            () => assert.fail("logged in"),
            (reason: unknown) => reason,
        );
        assert.ok(error instanceof SshFailure);
        facts = error.facts;
        return error.message
            .replaceAll(`:${bastion.port()}`, ":BASTION")
            .replaceAll(`:${node.port()}`, ":NODE");
    }

    it("logs in to nodes through one connection to the bastion, to each once", async () => {
        hosts = new NodeLogins(access());
        const again = hosts.node(routed());
        const logins = await Promise.all([
            again,
            hosts.node(routed()),
            hosts.node(routed({ name: "other" })),
        ]);
        assert.deepEqual(
            logins.map(({ name }) => name),
            ["worker", "worker", "other"],
        );
        assert.deepEqual([bastion.open, node.open, bastion.forwards.length], [1, 2, 2]);
        assert.deepEqual(new Set(node.logins), new Set(["ubuntu publickey"]));
    });

    it("dials nodes directly where there is no bastion", async () => {
        hosts = new NodeLogins(access({ bastion: undefined }));
        assert.equal((await hosts.node(routed())).name, "worker");
        assert.deepEqual([bastion.open, node.open], [0, 1]);
    });

    it("ends every connection", async () => {
        hosts = new NodeLogins(access());
        const { client } = await hosts.node(routed());
        const closed = once(client, "close");
        hosts.close();
        await closed;
    });

    it("tells a connection that has ended meanwhile as what failed, and waits for nothing", async () => {
        hosts = new NodeLogins(access());
        const { client, name } = await hosts.node(routed());
        const closed = once(client, "close");
        client.end();
        await closed;
        await assert.rejects(
            run(client, name, { command: "true", seconds: 60 }),
            new SshFailure("worker: the connection has ended"),
        );
        await assert.rejects(
            forward(client, { name }, { host: "127.0.0.1", port: 1, seconds: 60 }),
            new SshFailure("worker ended the connection to 127.0.0.1:1"),
        );
    });

    it("tells a key that the bastion refuses", async () => {
        assert.match(
            await failure(access({ privateKey: STRANGE_KEY })),
            /^the bastion 127\.0\.0\.1:BASTION refuses the private key SHA256:[\w+/]{43} for ubuntu: Permission denied \(publickey\)$/,
        );
        assert.deepEqual(facts, { kind: "key", isBastion: true });
        assert.deepEqual([bastion.logins, node.logins], [["ubuntu publickey"], []]);
    });

    it("tells a user that the node refuses", async () => {
        assert.match(
            await failure(access({ user: "root" })),
            /^127\.0\.0\.1:NODE refuses the private key SHA256:[\w+/]{43} for root: Permission denied \(publickey\)$/,
        );
        assert.deepEqual(facts, { kind: "key" });
    });

    it("tells another host key with both fingerprints, and logs in nowhere", async () => {
        const told = await failure(access(), routed({ hostKey: HOST_KEYS.ed25519 }));
        assert.match(told, /^127\.0\.0\.1:NODE shows the host key SHA256:[\w+/]{43}, and /);
        assert.match(
            told,
            / and the configuration has SHA256:xCf4t\+xpDLTfOayIoqvoWcFKBjyl9KvVT5UPr7l2lss$/,
        );
        assert.deepEqual(facts, { kind: "host-key" });
        assert.deepEqual(node.logins, []);
    });

    it("tells a host that has no key of the configured type", async () => {
        assert.equal(
            await failure(access(), routed({ hostKey: HOST_KEYS.rsa })),
            "127.0.0.1:NODE has no host key of the type that the configuration has of it",
        );
        assert.deepEqual(facts, { kind: "host-key" });
    });

    it("tells a bastion that forwards nothing", async () => {
        bastion.forwarding = "prohibited";
        assert.equal(
            await failure(access()),
            "the bastion 127.0.0.1 forwards no connections: its sshd has AllowTcpForwarding no, or another PermitOpen",
        );
        assert.deepEqual(facts, { kind: "forwarding", isBastion: true });
    });

    it("tells a node to which the bastion gets no answer, after the time that the configuration has", async () => {
        bastion.forwarding = "never";
        assert.equal(await failure(access()), "127.0.0.1:NODE: no answer within 1 s");
        assert.deepEqual(facts, { kind: "unreachable" });
    });

    it("tells a node that the bastion cannot connect to", async () => {
        assert.equal(await failure(access({ port: 1 })), "127.0.0.1:1: it cannot be connected to");
        assert.deepEqual(facts, {});
    });

    it("tells a bastion that refuses connections", async () => {
        const { bastion: known } = access();
        assert.ok(known);
        assert.equal(
            await failure(access({ bastion: { ...known, port: 1 } })),
            "the bastion 127.0.0.1:1: the connection is refused",
        );
        assert.deepEqual(facts, { kind: "refused", isBastion: true });
    });

    it("tells a key that the library cannot read, without the key", async () => {
        assert.equal(
            await failure(access({ privateKey: "-----BEGIN SECRET KEY-----" })),
            "the private key cannot be used: Unsupported key format",
        );
        assert.deepEqual(facts, { kind: "key" });
    });
});
