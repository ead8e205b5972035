import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { loginScript } from "../../../sandbox/node/loginScript";
import { hostKeyFile, sshFiles } from "../../../sandbox/node/sshFiles";
import { knownHosts, sshClientConfig, sshdConfig } from "../../../sandbox/node/sshText";
import { readSettings } from "../../../sandbox/settings/settings";

// Texts only: that sshd, ssh and sudo take them, and that nothing of a node lands on the machine, is
// seen on a running sandbox.

const settings = readSettings("/project", { SANDBOX_NODES: "2" });
const { clusters } = planAddresses(settings);

describe("sshdConfig", () => {
    it("takes keys of the one user, forwards connections and offers nothing else", () => {
        assert.equal(
            sshdConfig(["/it is/ssh_host_ed25519_key", "/it is/ssh_host_rsa_key"]),
            [
                'HostKey "/it is/ssh_host_ed25519_key"',
                'HostKey "/it is/ssh_host_rsa_key"',
                "AllowUsers ubuntu",
                "AuthenticationMethods publickey",
                "AuthorizedKeysFile /etc/ssh/authorized_keys/%u",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin no",
                "UsePAM no",
                "AllowTcpForwarding yes",
                "PidFile none",
                "",
            ].join("\n"),
        );
    });
});

describe("knownHosts", () => {
    it("has every node by its own address and the first of a cluster by its floating IP too", () => {
        assert.equal(
            knownHosts(clusters, (node) => `ssh-ed25519 KEY ${node}\n`),
            [
                "198.18.0.21 ssh-ed25519 KEY cluster1-node1",
                "198.18.1.11 ssh-ed25519 KEY cluster1-node1",
                "198.18.1.12 ssh-ed25519 KEY cluster1-node2",
                "198.18.0.22 ssh-ed25519 KEY cluster2-node1",
                "198.18.2.11 ssh-ed25519 KEY cluster2-node1",
                "198.18.2.12 ssh-ed25519 KEY cluster2-node2",
                "",
            ].join("\n"),
        );
    });
});

describe("sshClientConfig", () => {
    it("reaches first nodes by their floating IPs, the others through them, and trusts known keys only", () => {
        const files = {
            privateKey: "/100% mine/id_ed25519",
            knownHosts: "/100% mine/known_hosts",
            clientConfig: "/100% mine/config",
        };
        assert.equal(
            sshClientConfig(clusters, files),
            [
                "# Written by `npm run sandbox`. Use: ssh -F this-file cluster1-node2",
                "Host cluster1-node1",
                "    HostName 198.18.0.21",
                "Host cluster1-node2",
                "    HostName 198.18.1.12",
                "    ProxyCommand ssh -F '/100%% mine/config' -W %h:%p cluster1-node1",
                "Host cluster2-node1",
                "    HostName 198.18.0.22",
                "Host cluster2-node2",
                "    HostName 198.18.2.12",
                "    ProxyCommand ssh -F '/100%% mine/config' -W %h:%p cluster2-node1",
                "Host *",
                "    User ubuntu",
                '    IdentityFile "/100%% mine/id_ed25519"',
                "    IdentitiesOnly yes",
                "    IdentityAgent none",
                '    UserKnownHostsFile "/100%% mine/known_hosts"',
                "    GlobalKnownHostsFile none",
                "    StrictHostKeyChecking yes",
                "",
            ].join("\n"),
        );
    });
});

describe("loginScript", () => {
    it("makes the node's names and a user with that key and passwordless sudo", () => {
        const node = { name: "cluster1-node2", ip: "198.18.1.12" };
        assert.equal(
            loginScript(node, "ssh-ed25519 KEY operator\n"),
            [
                String.raw`rm -f /etc/hosts; printf '%s\n' '127.0.0.1 localhost' '198.18.1.12 cluster1-node2' > /etc/hosts`,
                String.raw`rm -f /etc/hostname; printf '%s\n' 'cluster1-node2' > /etc/hostname`,
                "rm -f /etc/resolv.conf; : > /etc/resolv.conf",
                "id -u ubuntu >/dev/null 2>&1 ||",
                "    useradd --home-dir /var/lib/ubuntu --create-home --shell /bin/bash ubuntu",
                "usermod --password '*' ubuntu",
                "mkdir -p /etc/ssh/authorized_keys",
                String.raw`rm -f /etc/ssh/authorized_keys/ubuntu; printf '%s\n' 'ssh-ed25519 KEY operator' > /etc/ssh/authorized_keys/ubuntu`,
                String.raw`rm -f /etc/sudoers.d/90-ubuntu; printf '%s\n' 'ubuntu ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/90-ubuntu`,
                "chmod 0440 /etc/sudoers.d/90-ubuntu",
                "",
            ].join("\n"),
        );
    });
});

describe("files of SSH", () => {
    it("lie in the state folder and not with the node, whose folder goes with down", () => {
        assert.deepEqual(sshFiles(settings), {
            folder: "/project/.sandbox/ssh",
            privateKey: "/project/.sandbox/ssh/id_ed25519",
            publicKey: "/project/.sandbox/ssh/id_ed25519.pub",
            knownHosts: "/project/.sandbox/ssh/known_hosts",
            clientConfig: "/project/.sandbox/ssh/config",
        });
        assert.equal(
            hostKeyFile(settings, { name: "cluster1-node2" }, "rsa"),
            "/project/.sandbox/ssh/hosts/cluster1-node2/ssh_host_rsa_key",
        );
    });
});
