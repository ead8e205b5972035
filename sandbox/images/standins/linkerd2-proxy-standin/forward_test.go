package main

import (
	"io"
	"net"
	"net/http"
	"strings"
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
		{"at a gateway gets an HTTP answer", true, "502 Bad Gateway"},
		{"elsewhere is closed", false, "EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			direct := newDirectServer(test.gateway)
			defer func() { _ = direct.Close() }()
			side := &forwarder{
				direction: "inbound", address: "127.0.0.1:0", connectTimeout: time.Second,
				accept: passOn, ownAddress: direct.handOver, metrics: newMetrics(),
			}
			if err := side.start(); err != nil {
				t.Fatal(err)
			}
			defer side.stop()
			client := http.Client{Timeout: 5 * time.Second}
			response, err := client.Get("http://" + side.listener.Addr().String() + "/hello")
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				got = response.Status
				_ = response.Body.Close()
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
