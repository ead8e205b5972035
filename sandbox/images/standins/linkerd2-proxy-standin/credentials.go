package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync/atomic"
	"time"
)

// handshakeLimit ends a peer that greets and then says nothing; the time to detect may be days.
const handshakeLimit = 10 * time.Second

// credentials is what the proxy can prove about itself, shared by the listeners and the certifier.
type credentials struct {
	configured bool
	localName  string
	current    atomic.Pointer[tls.Certificate]
	server     *tls.Config
	client     *tls.Config // nil: no identity service is configured
}

func newCredentials(settings *identitySettings) *credentials {
	result := &credentials{}
	if settings == nil {
		return result
	}
	anchors := x509.NewCertPool()
	anchors.AppendCertsFromPEM([]byte(settings.trustAnchors))
	result.configured = true
	result.localName = settings.localName
	result.server = &tls.Config{
		MinVersion: tls.VersionTLS13,
		ClientAuth: tls.VerifyClientCertIfGiven,
		ClientCAs:  anchors,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return result.current.Load(), nil
		},
	}
	result.client = &tls.Config{
		MinVersion: tls.VersionTLS13,
		RootCAs:    anchors,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if certificate := result.current.Load(); certificate != nil {
				return certificate, nil
			}
			return &tls.Certificate{}, nil // none: the first request to be certified has no other way
		},
	}
	return result
}

// ready tells whether a certificate that holds against the trust anchors is in hand; true when no
// identity service is configured.
func (c *credentials) ready() bool {
	return !c.configured || c.current.Load() != nil
}

// accept returns the first step of every inbound connection: TLS that names this workload is
// terminated, as the real proxy does; anything else, other TLS included, is passed on as it is.
func (c *credentials) accept(timeout time.Duration) func(net.Conn) (net.Conn, error) {
	return func(conn net.Conn) (net.Conn, error) {
		if err := conn.SetReadDeadline(time.Now().Add(timeout)); err != nil {
			return nil, err
		}
		peeked := &peekedConn{Conn: conn, reader: bufio.NewReaderSize(conn, maxClientHello)}
		name := peekServerName(peeked.reader)
		if err := conn.SetReadDeadline(time.Time{}); err != nil {
			return nil, err
		}
		if name == "" || name != c.localName || c.current.Load() == nil {
			return peeked, nil
		}
		session := tls.Server(peeked, c.server)
		ctx, cancel := context.WithTimeout(context.Background(), min(timeout, handshakeLimit))
		defer cancel()
		if err := session.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		return session, nil
	}
}

// secure makes a connection one to the workload that proves this identity, and proves ours.
func (c *credentials) secure(ctx context.Context, conn net.Conn, identity string) (net.Conn, error) {
	config := c.client.Clone()
	config.ServerName = identity
	session := tls.Client(conn, config)
	if err := session.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return session, nil
}
