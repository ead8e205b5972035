package main

import (
	"net"
	"syscall"
	"testing"
	"time"
)

func TestDialErrorLimitCountsFailuresBeforeTheLastAttempt(t *testing.T) {
	const refused = "ssh: handshake failed: EOF"
	for limit, want := range map[float64]string{
		0: "after 0 failed attempts: " + refused,
		2: "after 2 failed attempts: " + refused,
	} {
		server := (&server{refusals: 1_000_000}).start(t)
		expectConnection(t, server, properties{"dialErrorLimit": limit}, "", want)
		expectEqual(t, "attempts", server.connections.Load(), int64(limit)+1)
	}
}

func TestDialErrorLimitOfMinusOneIsNone(t *testing.T) {
	server := (&server{refusals: 3}).start(t)
	shown := collectMessages(t)
	expectConnection(t, server, properties{"dialErrorLimit": -1.0}, "root|", "")
	expectEqual(t, "messages", shown.texts, []string{
		"INFO Dial 1/inf failed: retrying",
		"INFO Dial 2/inf failed: retrying",
		"INFO Dial 3/inf failed: retrying",
	})
}

// That there is a limit, not how long it is; a kernel gives up after two minutes, with another error.
func TestPerDialTimeoutEndsATCPConnectionThatNobodyAccepts(t *testing.T) {
	address := fullListener(t)
	server := (&server{}).start(t)
	expectConnection(t, server, properties{"port": float64(address.Port), "perDialTimeout": 1.0},
		"", "after 0 failed attempts: dial tcp "+address.String()+": i/o timeout")
}

// fullListener listens with a queue that is full: the kernel drops what else wants to connect.
func fullListener(t *testing.T) *net.TCPAddr {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(socket) })
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(socket, 0); err != nil {
		t.Fatal(err)
	}
	bound, err := syscall.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: bound.(*syscall.SockaddrInet4).Port}
	for {
		connection, err := net.DialTimeout("tcp", address.String(), 200*time.Millisecond)
		if err != nil {
			return address
		}
		t.Cleanup(func() { _ = connection.Close() })
	}
}
