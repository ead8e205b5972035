package main

import (
	"net"
	"net/http"
	"sync"
)

// directServer answers connections made to the inbound port itself: at a gateway these are requests
// from other clusters. Routing them by their authority is not part of this stand-in yet, so each
// gets 502, with the reason in the header that the real proxy uses.
type directServer struct {
	gateway bool
	server  http.Server
	queue   chan net.Conn
	done    chan struct{}
	close   sync.Once
}

func newDirectServer(gateway bool) *directServer {
	result := &directServer{
		gateway: gateway,
		queue:   make(chan net.Conn),
		done:    make(chan struct{}),
	}
	result.server.Handler = http.HandlerFunc(result.answer)
	result.server.Protocols = new(http.Protocols)
	result.server.Protocols.SetHTTP1(true)
	result.server.Protocols.SetUnencryptedHTTP2(true) // gRPC through a gateway
	go func() { _ = result.server.Serve(result) }()
	return result
}

// handOver gives a connection to the server; a proxy that is no gateway closes it, as the real one.
func (d *directServer) handOver(conn net.Conn) {
	if !d.gateway {
		_ = conn.Close()
		return
	}
	select {
	case d.queue <- conn:
	case <-d.done:
		_ = conn.Close()
	}
}

func (d *directServer) answer(response http.ResponseWriter, request *http.Request) {
	response.Header().Set("l5d-proxy-error", "linkerd2-proxy-standin does not route to "+request.Host)
	response.WriteHeader(http.StatusBadGateway)
}

// Accept, Close and Addr make the queue a net.Listener.
func (d *directServer) Accept() (net.Conn, error) {
	select {
	case conn := <-d.queue:
		return conn, nil
	case <-d.done:
		return nil, net.ErrClosed
	}
}

func (d *directServer) Close() error {
	d.close.Do(func() { close(d.done) })
	return nil
}

func (d *directServer) Addr() net.Addr { return &net.TCPAddr{} }
