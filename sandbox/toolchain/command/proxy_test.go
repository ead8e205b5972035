package main

import (
	"testing"

	"golang.org/x/crypto/ssh"
)

// bastionFor is a bastion with a key and user of its own, and the connection's part that names it.
func bastionFor(t *testing.T, refusals int64) (*server, properties) {
	t.Helper()
	key, signer := newKey(t)
	bastion := (&server{userKey: signer.PublicKey(), refusals: refusals}).start(t)
	return bastion, with(bastion.connection(), properties{
		"privateKey": key, "user": "jump", "hostKey": bastion.hostKey(),
	})
}

func TestProxyLeadsToTheMachineWithItsOwnCredentials(t *testing.T) {
	bastion, proxy := bastionFor(t, 0)
	key, signer := newKey(t)
	machine := (&server{userKey: signer.PublicKey()}).start(t)
	expectConnection(t, machine, properties{
		"privateKey": key, "user": "ubuntu", "hostKey": machine.hostKey(), "proxy": proxy,
	}, "ubuntu|", "")
	expectEqual(t, "connections of the bastion", bastion.connections.Load(), int64(1))
	expectEqual(t, "connections of the machine", machine.connections.Load(), int64(1))
}

func TestProxyItselfIsVerified(t *testing.T) {
	bastion, proxy := bastionFor(t, 0)
	machine := (&server{}).start(t)
	wrongKey := with(proxy, properties{"hostKey": machine.hostKey()})
	expectConnection(t, machine, properties{"proxy": wrongKey},
		"", "proxy: after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch")
	otherKey, _ := newKey(t)
	expectConnection(t, machine, properties{"proxy": with(proxy, properties{"privateKey": otherKey})},
		"", "proxy: after 0 failed attempts: ssh: handshake failed: "+
			"ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain")
	expectConnection(t, machine, properties{"proxy": with(proxy, properties{"hostKey": "none"})},
		"", "proxy: hostKey: ssh: no key found")
	expectEqual(t, "connections of the bastion", bastion.connections.Load(), int64(2))
	expectEqual(t, "connections of the machine", machine.connections.Load(), int64(0))
}

func TestMachineThatTheProxyCannotReachIsTriedUpToItsOwnLimit(t *testing.T) {
	bastion, proxy := bastionFor(t, 0)
	machine := (&server{}).start(t)
	_ = machine.listener.Close()
	shown := collectMessages(t)
	expectConnection(t, machine, properties{"proxy": proxy, "dialErrorLimit": 1.0},
		"", "proxy: after 1 failed attempts: ssh: rejected: connect failed (Connection refused)")
	expectEqual(t, "messages", shown.texts, []string{"INFO Dial from proxy 1/1 failed: retrying"})
	expectEqual(t, "connections of the bastion", bastion.connections.Load(), int64(1))
}

func TestProxyIsTriedUpToItsOwnLimit(t *testing.T) {
	bastion, proxy := bastionFor(t, 1)
	machine := (&server{}).start(t)
	patient := with(proxy, properties{"dialErrorLimit": 1.0})
	expectConnection(t, machine, properties{"proxy": patient}, "root|", "")
	expectEqual(t, "connections of the bastion", bastion.connections.Load(), int64(2))
}

// The first failed handshake closes the tunnel, and the next are tried on the closed one: with the
// default limit of 10, a changed host key shows as EOF, eleven seconds later.
func TestCauseBehindAProxyIsLostWhenThereAreAttemptsLeft(t *testing.T) {
	_, proxy := bastionFor(t, 0)
	_, other := newKey(t)
	wrong := properties{
		"proxy": proxy, "hostKey": string(ssh.MarshalAuthorizedKey(other.PublicKey())),
	}
	machine := (&server{}).start(t)
	expectConnection(t, machine, wrong,
		"", "proxy: after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch")
	expectConnection(t, machine, with(wrong, properties{"dialErrorLimit": 1.0}),
		"", "proxy: after 1 failed attempts: ssh: handshake failed: EOF")
	expectEqual(t, "connections of the machine", machine.connections.Load(), int64(2))
}
