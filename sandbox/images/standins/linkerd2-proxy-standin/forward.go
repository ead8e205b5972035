package main

import (
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// forwarder takes redirected connections on one listener and passes them to where they were going.
type forwarder struct {
	direction      string
	address        string
	connectTimeout time.Duration
	accept         func(net.Conn) (net.Conn, error)             // first step, before the target is dialled
	resolve        func(netip.AddrPort) (netip.AddrPort, error) // from the target to the address to dial
	ownAddress     func(net.Conn)                               // takes connections meant for this listener itself
	metrics        *metrics

	listener net.Listener
	open     atomic.Int64
}

// passOn is the accept step of a side that looks at nothing.
func passOn(conn net.Conn) (net.Conn, error) { return conn, nil }

// asGiven is the resolve step of a side whose targets are the addresses to dial.
func asGiven(target netip.AddrPort) (netip.AddrPort, error) { return target, nil }

// refuse ends a connection that would otherwise be forwarded to this listener again, without end.
func refuse(conn net.Conn) {
	slog.Warn("refused a connection to the proxy itself", "client", conn.RemoteAddr())
	_ = conn.Close()
}

func (f *forwarder) start() error {
	listener, err := net.Listen("tcp", f.address)
	if err != nil {
		return err
	}
	f.listener = listener
	go f.serve()
	return nil
}

func (f *forwarder) stop() { _ = f.listener.Close() }

func (f *forwarder) serve() {
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.open.Add(1)
		go func() {
			defer f.open.Add(-1)
			f.handle(conn.(*net.TCPConn))
		}()
	}
}

func (f *forwarder) handle(client *net.TCPConn) {
	target, err := originalDestination(client)
	own := client.LocalAddr().(*net.TCPAddr).AddrPort()
	// A gateway's peers connect to the inbound port itself, which proxy-init redirects to itself.
	direct := err != nil || target == netip.AddrPortFrom(own.Addr().Unmap(), own.Port())

	conn, err := f.accept(client)
	if err != nil {
		slog.Warn("refused", "direction", f.direction, "client", client.RemoteAddr(), "error", err)
		_ = client.Close()
		return
	}
	if direct {
		f.ownAddress(conn)
		return
	}
	f.forward(conn, target)
}

func (f *forwarder) forward(client net.Conn, target netip.AddrPort) {
	defer func() { _ = client.Close() }()
	address, err := f.resolve(target)
	if err != nil {
		slog.Warn("no address", "direction", f.direction, "target", target, "error", err)
		return
	}
	server, err := net.DialTimeout("tcp", address.String(), f.connectTimeout)
	if err != nil {
		slog.Warn("no connection", "direction", f.direction, "target", target, "error", err)
		return
	}
	defer func() { _ = server.Close() }()
	done := f.metrics.opened(f.direction)
	read, written := join(client, server)
	done(read, written)
}

// drain waits until no connection is open, at most for the grace period.
func drain(grace time.Duration, sides ...*forwarder) {
	deadline := time.Now().Add(grace)
	for time.Now().Before(deadline) {
		var open int64
		for _, side := range sides {
			open += side.open.Load()
		}
		if open == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}
