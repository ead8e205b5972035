package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"
)

// dialer connects to endpoints.
type dialer struct {
	credentials *credentials
	own         []netip.Addr // of this pod: connections to them do not meet its proxy again
	timeout     time.Duration
}

// dial uses TLS where the endpoint has an identity, and accepts no other there. The port is the
// application's: the rules in the peer's pod lead to its proxy, which terminates what names it.
func (d dialer) dial(ctx context.Context, to endpoint) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", to.address.String())
	if err != nil {
		return nil, err
	}
	if !d.secures(to) {
		return conn, nil
	}
	session, err := d.credentials.secure(ctx, conn, to.identity)
	if err != nil {
		return nil, fmt.Errorf("%s as %s: %w", to.address, to.identity, err)
	}
	return session, nil
}

// secures tells whether connections to an endpoint use TLS.
func (d dialer) secures(to endpoint) bool {
	return to.identity != "" && d.credentials.client != nil && !slices.Contains(d.own, to.address.Addr())
}
