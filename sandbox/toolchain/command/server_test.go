package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"slices"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"
)

// Server is an SSH server on 127.0.0.1 that runs commands in a folder of the test and, as a bastion,
// forwards connections.
type server struct {
	hostKeys  []ssh.Signer
	userKey   ssh.PublicKey
	password  string
	acceptEnv []string
	// refusals is how many connections are closed before the first one is served.
	refusals int64
	folder   string

	connections atomic.Int64 // All there ever were.
	open        atomic.Int64
	listener    *net.TCPListener
}

func (server *server) start(t *testing.T) *server {
	t.Helper()
	server.folder = t.TempDir()
	if server.hostKeys == nil {
		_, signer := newKey(t)
		server.hostKeys = []ssh.Signer{signer}
	}
	var err error
	if server.listener, err = net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.listener.Close() })
	go func() {
		for {
			connection, err := server.listener.Accept()
			if err != nil {
				return
			}
			if server.connections.Add(1) <= server.refusals {
				go refuse(connection)
				continue
			}
			go server.serve(connection)
		}
	}()
	return server
}

// refuse closes a connection after the client's first line: with that unread, the client might see a
// reset or the end.
func refuse(connection net.Conn) {
	_, _ = bufio.NewReader(connection).ReadString('\n')
	_ = connection.Close()
}

func (server *server) port() int {
	return server.listener.Addr().(*net.TCPAddr).Port
}

func (server *server) hostKey() string {
	return string(ssh.MarshalAuthorizedKey(server.hostKeys[0].PublicKey()))
}

func (server *server) config() *ssh.ServerConfig {
	config := &ssh.ServerConfig{}
	for _, key := range server.hostKeys {
		config.AddHostKey(key)
	}
	if server.userKey != nil {
		config.PublicKeyCallback = func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if string(key.Marshal()) != string(server.userKey.Marshal()) {
				return nil, errors.New("unknown key")
			}
			return nil, nil
		}
	}
	if server.password != "" {
		config.PasswordCallback = func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if string(password) != server.password {
				return nil, errors.New("wrong password")
			}
			return nil, nil
		}
	}
	config.NoClientAuth = server.userKey == nil && server.password == ""
	return config
}

func (server *server) serve(connection net.Conn) {
	sshConnection, channels, requests, err := ssh.NewServerConn(connection, server.config())
	if err != nil {
		_ = connection.Close()
		return
	}
	server.open.Add(1)
	defer server.open.Add(-1)
	go ssh.DiscardRequests(requests)
	for channel := range channels {
		if channel.ChannelType() == "direct-tcpip" {
			go forward(channel)
			continue
		}
		accepted, requests, err := channel.Accept()
		if err != nil {
			return
		}
		go server.session(accepted, requests, sshConnection.User())
	}
}

func forward(request ssh.NewChannel) {
	var target struct {
		Host       string
		Port       uint32
		OriginHost string
		OriginPort uint32
	}
	if err := ssh.Unmarshal(request.ExtraData(), &target); err != nil {
		_ = request.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	connection, err := net.Dial("tcp", net.JoinHostPort(target.Host, fmt.Sprint(target.Port)))
	if err != nil {
		_ = request.Reject(ssh.ConnectionFailed, "Connection refused")
		return
	}
	defer func() { _ = connection.Close() }()
	channel, requests, err := request.Accept()
	if err != nil {
		return
	}
	defer func() { _ = channel.Close() }()
	go ssh.DiscardRequests(requests)
	go func() { _, _ = io.Copy(connection, channel) }()
	_, _ = io.Copy(channel, connection)
}

func (server *server) session(channel ssh.Channel, requests <-chan *ssh.Request, user string) {
	environment := []string{"USER=" + user, "PATH=/usr/bin:/bin"}
	for request := range requests {
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			_ = ssh.Unmarshal(request.Payload, &variable)
			isAccepted := slices.Contains(server.acceptEnv, variable.Name)
			if isAccepted {
				environment = append(environment, variable.Name+"="+variable.Value)
			}
			_ = request.Reply(isAccepted, nil)
		case "exec":
			var command struct{ Text string }
			_ = ssh.Unmarshal(request.Payload, &command)
			_ = request.Reply(true, nil)
			process := exec.Command("/bin/sh", "-c", command.Text)
			process.Dir, process.Env = server.folder, environment
			process.Stdin, process.Stdout, process.Stderr = channel, channel, channel.Stderr()
			_ = process.Run()
			status := struct{ Code uint32 }{uint32(process.ProcessState.ExitCode())}
			_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(status))
			_ = channel.Close()
		default:
			_ = request.Reply(false, nil)
		}
	}
}
