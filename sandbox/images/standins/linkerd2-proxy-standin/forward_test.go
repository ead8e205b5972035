package main

import (
	"io"
	"net"
	"net/netip"
	"testing"
	"time"
)

// pair returns the two ends of a TCP connection.
func pair(t *testing.T) (client, server *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	dialled, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = dialled.Close(); _ = accepted.Close() })
	return dialled.(*net.TCPConn), accepted.(*net.TCPConn)
}

func TestJoinPassesAHalfCloseOnAndStillBringsTheAnswer(t *testing.T) {
	client, a := pair(t)
	b, server := pair(t)
	done := make(chan [2]int64, 1)
	go func() {
		read, written := join(a, b)
		done <- [2]int64{read, written}
	}()
	_, _ = client.Write([]byte("question"))
	_ = client.CloseWrite()
	// ReadAll returns only because the half-close arrives.
	question, _ := io.ReadAll(server)
	_, _ = server.Write([]byte("the answer"))
	_ = server.Close()
	answer, _ := io.ReadAll(client)
	if string(question) != "question" || string(answer) != "the answer" {
		t.Errorf("got %q and %q", question, answer)
	}
	if counts := <-done; counts != [2]int64{8, 10} {
		t.Errorf("counted %v", counts)
	}
}

func TestATunnelLeadsToTheResolvedAddress(t *testing.T) {
	target := netip.MustParseAddrPort("10.43.0.9:80")
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	go func() {
		if conn, err := server.Accept(); err == nil {
			_, _ = io.WriteString(conn, "the endpoint")
			_ = conn.Close()
		}
	}()
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"which answers", nil, "the endpoint"},
		{"or is closed if there is none", errNoEndpoints, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, accepted := pair(t)
			bytes := &tunnel{
				direction: "outbound",
				dialer:    dialer{credentials: newCredentials(nil), timeout: patience},
				metrics:   newMetrics(),
				resolve: func(original netip.AddrPort) (endpoint, error) {
					if original != target {
						t.Errorf("resolves %v", original)
					}
					return unmeshed(addressOf(server)), test.err
				},
			}
			go bytes.forward(accepted, target)
			_ = client.CloseWrite()
			_ = client.SetReadDeadline(time.Now().Add(patience))
			if got, err := io.ReadAll(client); err != nil || string(got) != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}
