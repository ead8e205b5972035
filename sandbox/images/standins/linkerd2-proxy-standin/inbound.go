package main

import (
	"net"
	"net/http"
	"net/netip"
	"time"
)

// inbound takes what is sent to the pod. Connections whose client the policy of the port lets in are passed
// on as they are. Of any other, requests that a route lets in are: the kubelet's probes.
type inbound struct {
	policies      *policies
	detectTimeout time.Duration
	requests      *httpServer
	bytes         *tunnel
}

func newInbound(policies *policies, detectTimeout time.Duration, bytes *tunnel) *inbound {
	transport := &http.Transport{
		DialContext:        (&net.Dialer{Timeout: bytes.dialer.timeout}).DialContext,
		DisableKeepAlives:  true,
		DisableCompression: true, // the client did not ask for it
	}
	exchange := newExchange(transport, func(request *http.Request) (endpoint, error) {
		target := connectionOf(request).target
		return unmeshed(target), policies.admit(request, target.Port())
	})
	return &inbound{policies, detectTimeout, newHTTPServer(exchange), bytes}
}

// forward returns when the connection has ended.
func (i *inbound) forward(client net.Conn, target netip.AddrPort) {
	policy := i.policies.of(target.Port())
	if i.policies.admits(policy, peerOf(client)) {
		i.bytes.forward(client, target)
		return
	}
	if _, http := routesOf(policy); http {
		detected, found, err := detectHTTP(client, i.detectTimeout)
		if err == nil && found {
			i.requests.serve(detected, target)
			return
		}
	}
	refused(policy, target.Port(), peerOf(client))
	_ = client.Close()
}

// guard has only those connect to the inbound port itself whom its policy lets in.
func (i *inbound) guard(
	port uint16, serve func(net.Conn, netip.AddrPort),
) func(net.Conn, netip.AddrPort) {
	return func(client net.Conn, target netip.AddrPort) {
		policy := i.policies.of(port)
		if i.policies.admits(policy, peerOf(client)) {
			serve(client, target)
			return
		}
		refused(policy, port, peerOf(client))
		_ = client.Close()
	}
}
