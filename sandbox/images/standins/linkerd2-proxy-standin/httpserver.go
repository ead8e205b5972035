package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// httpServer serves HTTP/1 on connections that are handed to it one by one.
type httpServer struct {
	server http.Server
	queue  connections
}

func newHTTPServer(handler http.Handler) *httpServer {
	result := &httpServer{queue: connections{
		waiting: make(chan *servedConn), closed: make(chan struct{}),
	}}
	result.server.Handler = handler
	result.server.ReadHeaderTimeout = headerTimeout
	result.server.DisableGeneralOptionsHandler = true // "OPTIONS *" is for the application
	result.server.Protocols = new(http.Protocols)
	result.server.Protocols.SetHTTP1(true)
	result.server.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, servedConnKey{}, conn)
	}
	go func() { _ = result.server.Serve(&result.queue) }()
	return result
}

// serve returns when the connection has ended; target is its original destination.
func (s *httpServer) serve(conn net.Conn, target netip.AddrPort) {
	ended := make(chan struct{})
	served := &servedConn{conn, target, sync.OnceFunc(func() { close(ended) })}
	select {
	case s.queue.waiting <- served:
		<-ended
	case <-s.queue.closed:
		_ = conn.Close()
	}
}

// stop ends connections between requests at once, and the others after their answers.
func (s *httpServer) stop(ctx context.Context) { _ = s.server.Shutdown(ctx) }

// servedConn is a connection that requests come from.
type servedConn struct {
	net.Conn
	target netip.AddrPort
	ended  func()
}

func (c *servedConn) Close() error {
	defer c.ended()
	return c.Conn.Close()
}

// CloseWrite lets net/http end its side first, so that the client reads the last answer.
func (c *servedConn) CloseWrite() error { return closeWrite(c.Conn) }

type servedConnKey struct{}

// connectionOf returns the connection that a request came from.
func connectionOf(request *http.Request) *servedConn {
	conn, _ := request.Context().Value(servedConnKey{}).(*servedConn)
	return conn
}

// clientIdentity is what the client of a request has proved, or "".
func clientIdentity(request *http.Request) string {
	return identityOf(connectionOf(request).Conn)
}

// identityOf is what the client of a connection has proved, or "".
func identityOf(conn net.Conn) string {
	session := sessionOf(conn)
	if session == nil {
		return ""
	}
	// The handshake has verified the chain; Linkerd's certificates carry the identity as their one name.
	// Only the first is the client's own; nobody has verified those that it sent in excess.
	certificates := session.ConnectionState().PeerCertificates
	if len(certificates) == 0 || len(certificates[0].DNSNames) == 0 {
		return ""
	}
	return certificates[0].DNSNames[0]
}

// sessionOf returns nil for a connection that this proxy does not secure.
func sessionOf(conn net.Conn) *tls.Conn {
	switch conn := conn.(type) {
	case *tls.Conn:
		return conn
	case *peekedConn:
		return sessionOf(conn.Conn)
	case *acceptedConn:
		if accepted, err := conn.step(); err == nil {
			return sessionOf(accepted)
		}
	}
	return nil
}

// connections is a net.Listener over what is handed over.
type connections struct {
	waiting chan *servedConn
	closed  chan struct{}
	once    sync.Once
}

func (c *connections) Accept() (net.Conn, error) {
	select {
	case conn := <-c.waiting:
		return conn, nil
	case <-c.closed:
		return nil, net.ErrClosed
	}
}

func (c *connections) Close() error {
	c.once.Do(func() { close(c.closed) })
	return nil
}

func (c *connections) Addr() net.Addr { return &net.TCPAddr{} }
