package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

// On loopback no rule redirects connections: these pods' proxies are connected to directly, and take
// such a connection as one to their application.

const (
	clientName  = "sleep.shop.serviceaccount.identity.linkerd.cluster.local"
	gatewayName = "linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.cluster.local"
)

func addressOf(listener net.Listener) netip.AddrPort {
	return listener.Addr().(*net.TCPAddr).AddrPort()
}

// certified is a workload whose certificate this authority has signed.
func certified(t *testing.T, by authority, name string) *credentials {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	result := newCredentials(&identitySettings{trustAnchors: by.bundle(), localName: name})
	result.current.Store(&tls.Certificate{
		Certificate: [][]byte{by.sign(name, &key.PublicKey), by.certificate.Raw}, PrivateKey: key,
	})
	return result
}

func startSide(t *testing.T, side *forwarder) netip.AddrPort {
	t.Helper()
	side.address = "127.0.0.1:0"
	if err := side.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(side.stop)
	return addressOf(side.listener)
}

// startPod returns the address of a meshed pod whose application is this handler.
func startPod(t *testing.T, credentials *credentials, handler http.HandlerFunc) netip.AddrPort {
	t.Helper()
	application := httptest.NewUnstartedServer(handler)
	application.Config.DisableGeneralOptionsHandler = true
	application.Start()
	t.Cleanup(application.Close)
	bytes := &tunnel{
		direction: "inbound", resolve: asGiven, metrics: newMetrics(),
		dialer: dialer{credentials: credentials, timeout: patience},
	}
	return startSide(t, &forwarder{
		direction: "inbound", accept: credentials.accept(patience),
		ownAddress: func(client net.Conn, _ netip.AddrPort) {
			bytes.forward(client, addressOf(application.Listener))
		},
	})
}

// startGateway returns the address of a gateway in the cluster of this linkerd-destination.
func startGateway(
	t *testing.T, credentials *credentials, destination *destination, metrics *metrics,
) netip.AddrPort {
	t.Helper()
	pool := newPool(t.Context(), dialer{credentials: credentials, timeout: patience}, time.Minute, metrics)
	discovery := discover(t, destination.address, time.Minute)
	server := newHTTPServer(newGateway(
		gateway{[]string{"svc.cluster.local."}, credentials.localName, discovery.byName}, pool, metrics,
	))
	return startSide(t, &forwarder{
		direction: "inbound", accept: credentials.accept(patience), ownAddress: server.serve,
	})
}

// sender is the outbound side of a pod, with what its application uses to send.
type sender struct {
	outbound  *outbound
	discovery *discovery
	metrics   *metrics
	client    *http.Client
	dialer    *dialer
	dialled   int // connections that the application has opened
}

func newSender(t *testing.T, credentials *credentials, destination *destination) *sender {
	t.Helper()
	result := &sender{
		discovery: discover(t, destination.address, time.Minute), metrics: newMetrics(),
	}
	dialer := dialer{credentials: credentials, timeout: patience}
	bytes := &tunnel{
		direction: "outbound", resolve: result.discovery.byAddress, dialer: dialer, metrics: result.metrics,
	}
	pool := newPool(t.Context(), dialer, time.Minute, result.metrics)
	result.dialer = &pool.dialer
	result.outbound = newOutbound(result.discovery, patience, pool, bytes)
	result.client = &http.Client{Timeout: patience, Transport: &http.Transport{
		DisableCompression: true,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			result.dialled++
			return result.connect(t), nil
		},
	}}
	return result
}

// connect returns a connection of the application to the service's address.
func (s *sender) connect(t *testing.T) net.Conn {
	t.Helper()
	client, accepted := pair(t)
	_ = client.SetDeadline(time.Now().Add(patience))
	go s.outbound.forward(accepted, clusterIP)
	return client
}

// serviceOf makes linkerd-destination know the service with these endpoints.
func serviceOf(server *destination, updates ...*pb.Update) chan *pb.Update {
	says(server.profiles, clusterAddress, webShop)
	return says(server.updates, servicePath, updates...)
}

// echoTLS answers with the client's identity and what it sent.
func echoTLS(client net.Conn, _ netip.AddrPort) {
	defer func() { _ = client.Close() }()
	session, ok := client.(*tls.Conn)
	if !ok {
		return
	}
	_, _ = io.WriteString(client, session.ConnectionState().PeerCertificates[0].DNSNames[0])
	_, _ = io.Copy(client, client)
}
