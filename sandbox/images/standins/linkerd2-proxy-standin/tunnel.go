package main

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/netip"
)

// tunnel passes bytes on, whatever they mean.
type tunnel struct {
	direction string
	resolve   func(netip.AddrPort) (endpoint, error) // from the original destination to where to go
	dialer    dialer
	metrics   *metrics
}

// asGiven is the resolve step of a side whose original destinations are the addresses to dial.
func asGiven(target netip.AddrPort) (endpoint, error) { return unmeshed(target), nil }

// forward returns when the connection has ended.
func (t *tunnel) forward(client net.Conn, target netip.AddrPort) {
	defer func() { _ = client.Close() }()
	to, err := t.resolve(target)
	if err != nil {
		slog.Warn("no address", "direction", t.direction, "target", target, "error", err)
		return
	}
	server, err := t.dialer.dial(context.Background(), to)
	if err != nil {
		slog.Warn("no connection", "direction", t.direction, "target", target, "error", err)
		return
	}
	defer func() { _ = server.Close() }()
	done := t.metrics.opened(t.direction, tlsLabel(isTLS(client) || isTLS(server)))
	read, written := join(client, server)
	done(read, written)
}

// isTLS tells whether a connection is one that this proxy secures; TLS of the application is bytes.
func isTLS(conn net.Conn) bool {
	_, ok := conn.(*tls.Conn)
	return ok
}
