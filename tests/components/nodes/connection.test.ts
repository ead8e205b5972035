import assert from "node:assert/strict";
import {
    nodeConnection,
    type NodeAccess,
    type RoutedNode,
} from "../../../components/nodes/connection";
import { HOST_KEYS } from "../../support/hostKeys";

const NODE: RoutedNode = {
    name: "east-worker",
    address: "10.1.0.12",
    skipped: false,
    hostKey: HOST_KEYS.ed25519,
};
const ACCESS: NodeAccess<string> = {
    user: "ubuntu",
    port: 2222,
    privateKey: "a private key",
    dialErrorLimit: 3,
    perDialTimeoutSeconds: 7,
};
const DIRECT = {
    host: "10.1.0.12",
    port: 2222,
    user: "ubuntu",
    hostKey: HOST_KEYS.ed25519,
    privateKey: "a private key",
    dialErrorLimit: 3,
    perDialTimeout: 7,
};

describe("nodeConnection", () => {
    it("dials the node at its own address, and takes its host key and no other", () => {
        assert.deepEqual(nodeConnection(NODE, ACCESS), DIRECT);
    });

    it("goes through the bastion with the same key and limits, and takes the bastion's host key", () => {
        const bastion = {
            host: "203.0.113.1",
            port: 22,
            user: "operator",
            hostKey: HOST_KEYS.ecdsa,
        };
        assert.deepEqual(nodeConnection(NODE, { ...ACCESS, bastion }), {
            ...DIRECT,
            dialErrorLimit: 0,
            proxy: {
                host: "203.0.113.1",
                port: 22,
                user: "operator",
                hostKey: HOST_KEYS.ecdsa,
                privateKey: "a private key",
                dialErrorLimit: 3,
                perDialTimeout: 7,
            },
        });
    });

    it("opens an encrypted key on both hops", () => {
        const bastion = { host: "203.0.113.1", port: 22, user: "ubuntu", hostKey: "key" };
        const access = { ...ACCESS, passphrase: "a passphrase", bastion };
        const { privateKeyPassword, proxy } = nodeConnection(NODE, access);
        assert.equal(privateKeyPassword, "a passphrase");
        assert.deepEqual(proxy, {
            ...bastion,
            privateKey: "a private key",
            privateKeyPassword: "a passphrase",
            dialErrorLimit: 3,
            perDialTimeout: 7,
        });
    });

    it("is not made without a host key, since the plugin would take any", () => {
        const { name, address, skipped } = NODE;
        assert.throws(() => nodeConnection({ name, address, skipped }, ACCESS), {
            message: "east-worker: no host key in the checked configuration",
        });
    });

    it("needs no host key of a node that is never dialled", () => {
        const { name, address } = NODE;
        const connection = nodeConnection({ name, address, skipped: true }, ACCESS);
        assert.deepEqual({ ...connection, hostKey: HOST_KEYS.ed25519 }, DIRECT);
        assert.ok(!("hostKey" in connection));
    });
});
