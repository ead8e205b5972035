package main

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// forwarder takes redirected connections on one listener and has them passed on.
type forwarder struct {
	direction  string
	address    string
	accept     func(net.Conn) (net.Conn, error)             // first step, before anything is passed on
	forward    func(client net.Conn, target netip.AddrPort) // until the end; target: where it was going
	ownAddress func(client net.Conn, target netip.AddrPort) // likewise, when that is this listener itself

	listener net.Listener
	open     atomic.Int64
}

// passOn is the accept step of a side that looks at nothing.
func passOn(conn net.Conn) (net.Conn, error) { return conn, nil }

// refuse ends a connection that would otherwise be forwarded to this listener again, without end.
func refuse(conn net.Conn, _ netip.AddrPort) {
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
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Too many open files, for one: it passes.
			slog.Warn("not accepted", "direction", f.direction, "error", err)
			time.Sleep(50 * time.Millisecond)
			continue
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
		f.ownAddress(conn, target)
		return
	}
	f.forward(conn, target)
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
