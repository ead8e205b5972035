package main

import (
	"bufio"
	"io"
	"net"
	"testing"
	"time"
)

func TestOnlyAGatewayAnswersOnTheInboundPortItself(t *testing.T) {
	for _, test := range []struct {
		name     string
		suffixes []string
		want     string
	}{
		{"a gateway", []string{"svc.cluster.local."}, "HTTP/1.1 403 Forbidden\r\n"},
		{"another proxy", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			sides, err := newSides(t.Context(), settings{
				inboundAddress: "127.0.0.1:0", outboundAddress: "127.0.0.1:0",
				inboundDetectTimeout: patience, gatewaySuffixes: test.suffixes,
				discovery: &discoverySettings{serviceAddr: "127.0.0.1:1", idleTimeout: time.Minute},
			}, newCredentials(nil), unasked(t, "all-unauthenticated"), newMetrics())
			if err != nil {
				t.Fatal(err)
			}
			if err := sides.start(); err != nil {
				t.Fatal(err)
			}
			client, err := net.Dial("tcp", addressOf(sides.inbound.listener).String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = client.Close() }()
			_, _ = io.WriteString(client, "GET / HTTP/1.1\r\nHost: web\r\n\r\n")
			_ = client.SetReadDeadline(time.Now().Add(patience))
			reader := bufio.NewReader(client)
			if got, _ := reader.ReadString('\n'); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			// A connection that waits for its next request does not keep the proxy from ending.
			stopped := make(chan struct{})
			go func() { sides.stop(time.Hour); close(stopped) }()
			select {
			case <-stopped:
			case <-time.After(patience):
				t.Error("still draining")
			}
		})
	}
}
