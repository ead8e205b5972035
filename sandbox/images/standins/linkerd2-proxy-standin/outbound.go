package main

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// outbound takes what the pod's application sends: HTTP/1 request by request, the rest by connection.
type outbound struct {
	discovery     *discovery
	detectTimeout time.Duration
	requests      *httpServer
	bytes         *tunnel
}

func newOutbound(discovery *discovery, detectTimeout time.Duration, pool *pool, bytes *tunnel) *outbound {
	exchange := newExchange(pool, func(request *http.Request) (endpoint, error) {
		return discovery.byAddress(connectionOf(request).target)
	})
	return &outbound{discovery, detectTimeout, newHTTPServer(exchange), bytes}
}

// forward returns when the connection has ended.
func (o *outbound) forward(client net.Conn, target netip.AddrPort) {
	if !o.discovery.mayBeHTTP(target) {
		o.bytes.forward(client, target)
		return
	}
	client, found, err := detectHTTP(client, o.detectTimeout)
	switch {
	case err != nil:
		slog.Warn("no first bytes", "direction", "outbound", "target", target, "error", err)
		_ = client.Close()
	case found:
		o.requests.serve(client, target)
	default:
		o.bytes.forward(client, target)
	}
}
