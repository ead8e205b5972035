package main

import (
	"encoding/pem"
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// tryConnection creates a command over a connection, and gives what it printed or why it failed.
func tryConnection(t *testing.T, server *server, changes properties) (string, string) {
	t.Helper()
	connection := with(server.connection(), changes)
	state, err := newEngine(t, remoteCommand).tryCreate(with(server.inputs(), properties{
		"connection": connection, "create": "echo $USER",
	}))
	if err != nil {
		return "", err.Error()
	}
	return printed(state), ""
}

func expectConnection(t *testing.T, server *server, changes properties, wantOutput, wantError string) {
	t.Helper()
	output, failure := tryConnection(t, server, changes)
	expectEqual(t, "error", failure, wantError)
	expectEqual(t, "outputs", output, wantOutput)
}

const noMethods = "after 0 failed attempts: ssh: handshake failed: " +
	"ssh: unable to authenticate, attempted methods [none%s], no supported methods remain"

func TestConnectionHasDefaults(t *testing.T) {
	connection := properties{"host": "h", "proxy": properties{"host": "p"}}
	checked := newEngine(t, remoteCommand).check(properties{"connection": connection})
	machine := checked.Get("connection").AsMap()
	for name, endpoint := range map[string]property.Map{
		"machine": machine, "bastion": machine.Get("proxy").AsMap(),
	} {
		defaults := []any{
			endpoint.Get("port").AsNumber(), endpoint.Get("user").AsString(),
			endpoint.Get("dialErrorLimit").AsNumber(), endpoint.Get("perDialTimeout").AsNumber(),
		}
		expectEqual(t, name, defaults, []any{22.0, "root", 10.0, 15.0})
	}
}

func TestConnectionTakesAKeyAndItsPassphrase(t *testing.T) {
	key, signer := newKey(t)
	server := (&server{userKey: signer.PublicKey()}).start(t)
	expectConnection(t, server, properties{"privateKey": key, "user": "ubuntu"}, "ubuntu|", "")

	private, err := ssh.ParseRawPrivateKey([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	locked := string(pem.EncodeToMemory(block))
	expectConnection(t, server, properties{"privateKey": locked, "privateKeyPassword": "secret"},
		"root|", "")
	expectConnection(t, server, properties{"privateKey": locked},
		"", "ssh: this private key is passphrase protected")
	expectConnection(t, server, properties{"privateKey": locked, "privateKeyPassword": "wrong"},
		"", "x509: decryption password incorrect")
}

func TestConnectionWithAnotherKeyIsRefused(t *testing.T) {
	_, signer := newKey(t)
	server := (&server{userKey: signer.PublicKey()}).start(t)
	other, _ := newKey(t)
	expectConnection(t, server, properties{"privateKey": other}, "", fmt.Sprintf(noMethods, " publickey"))
}

func TestConnectionTakesAPassword(t *testing.T) {
	server := (&server{password: "secret"}).start(t)
	expectConnection(t, server, properties{"password": "secret"}, "root|", "")
	expectConnection(t, server, properties{"password": "wrong"}, "", fmt.Sprintf(noMethods, " password"))
}

func TestConnectionTakesAKeyOfTheAgent(t *testing.T) {
	key, signer := newKey(t)
	server := (&server{userKey: signer.PublicKey()}).start(t)
	socket := startAgent(t, key)
	expectConnection(t, server, properties{"agentSocketPath": socket}, "root|", "")
	expectConnection(t, server, nil, "", fmt.Sprintf(noMethods, ""))
	t.Setenv("SSH_AUTH_SOCK", socket)
	expectConnection(t, server, nil, "root|", "")
	// A dead socket in the environment is fatal, even with a key in the configuration.
	t.Setenv("SSH_AUTH_SOCK", "/nonexistent")
	expectConnection(t, server, properties{"privateKey": key},
		"", "dial unix /nonexistent: connect: no such file or directory")
}

func startAgent(t *testing.T, key string) string {
	t.Helper()
	private, err := ssh.ParseRawPrivateKey([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(t.TempDir(), "agent")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(keyring, connection) }()
		}
	}()
	return socket
}

func TestHostKeyIsVerifiedOnlyWhenGiven(t *testing.T) {
	server := (&server{}).start(t)
	_, other := newKey(t)
	otherKey := string(ssh.MarshalAuthorizedKey(other.PublicKey()))
	expectConnection(t, server, nil, "root|", "")
	expectConnection(t, server, properties{"hostKey": server.hostKey()}, "root|", "")
	expectConnection(t, server, properties{"hostKey": otherKey},
		"", "after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch")
	expectConnection(t, server, properties{"hostKey": "none"}, "", "hostKey: ssh: no key found")
}

func TestHostKeyOfOneTypeIsFoundAmongOthers(t *testing.T) {
	_, signer := newKey(t)
	server := (&server{hostKeys: []ssh.Signer{signer, newRSAHostKey(t)}}).start(t)
	expectConnection(t, server, properties{"hostKey": server.hostKey()}, "root|", "")
}

// Only the type of the key is offered, which for RSA names signatures with SHA-1.
func TestRSAHostKeyIsOfNoUseWithCurrentServers(t *testing.T) {
	server := (&server{hostKeys: []ssh.Signer{newRSAHostKey(t)}}).start(t)
	expectConnection(t, server, nil, "root|", "")
	expectConnection(t, server, properties{"hostKey": server.hostKey()}, "",
		"after 0 failed attempts: ssh: handshake failed: ssh: no common algorithm for host key; "+
			"we offered: [ssh-rsa], peer offered: [rsa-sha2-256 rsa-sha2-512]")
}
