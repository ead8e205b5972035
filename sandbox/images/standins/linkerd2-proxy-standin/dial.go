package main

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
)

// dial connects to the identity service: TLS against the trust anchors, answered by the proxy of the
// identity pod, except inside that pod, where the real proxy too speaks to its neighbour in the clear.
func (c *certifier) dial(ctx context.Context, address string) (net.Conn, error) {
	// Go does not find "localhost." in the hosts file, and the cluster's DNS does not know it.
	address = strings.Replace(address, "localhost.:", "localhost:", 1)
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if remote, ok := conn.RemoteAddr().(*net.TCPAddr); ok && remote.IP.IsLoopback() {
		return conn, nil
	}
	session := tls.Client(conn, &tls.Config{
		MinVersion: tls.VersionTLS13,
		RootCAs:    c.anchors,
		ServerName: c.settings.serviceName,
	})
	if err := session.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return session, nil
}
