package main

import (
	"bufio"
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

func TestAConnectionToTheProxyItself(t *testing.T) {
	for _, test := range []struct {
		name    string
		gateway bool
		want    string
	}{
		{"at a gateway gets an HTTP answer", true, "HTTP/1.1 502 Bad Gateway\r\n"},
		{"elsewhere is closed", false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			direct := newDirectServer(test.gateway)
			defer func() { _ = direct.Close() }()
			side := &forwarder{
				direction: "inbound", address: "127.0.0.1:0", connectTimeout: time.Second,
				accept: passOn, resolve: asGiven, ownAddress: direct.handOver, metrics: newMetrics(),
			}
			if err := side.start(); err != nil {
				t.Fatal(err)
			}
			defer side.stop()
			client, err := net.Dial("tcp", side.listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = client.Close() }()
			_, _ = io.WriteString(client, "GET /hello HTTP/1.1\r\nHost: web\r\n\r\n")
			got, _ := bufio.NewReader(client).ReadString('\n')
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestAConnectionIsPassedToTheResolvedAddress(t *testing.T) {
	target := netip.MustParseAddrPort("10.43.0.9:80")
	endpoint, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = endpoint.Close() }()
	go func() {
		if conn, err := endpoint.Accept(); err == nil {
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
		{"or closed if there is none", errNoEndpoints, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, accepted := pair(t)
			side := &forwarder{
				direction: "outbound", connectTimeout: time.Second, metrics: newMetrics(),
				resolve: func(original netip.AddrPort) (netip.AddrPort, error) {
					if original != target {
						t.Errorf("resolves %v", original)
					}
					return endpoint.Addr().(*net.TCPAddr).AddrPort(), test.err
				},
			}
			go side.forward(accepted, target)
			_ = client.CloseWrite()
			_ = client.SetReadDeadline(time.Now().Add(patience))
			if got, err := io.ReadAll(client); err != nil || string(got) != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}
