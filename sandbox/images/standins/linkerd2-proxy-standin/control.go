package main

import (
	"context"
	"net"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
)

// controlService is one service of the control plane.
type controlService struct {
	address     string
	name        string // identity that its pods prove
	credentials *credentials
}

// connect makes a client, which dials when it is first used, and again after a failure.
func (s controlService) connect() (*grpc.ClientConn, error) {
	// Security is the dialer's: it needs the connection's address to decide.
	return grpc.NewClient("passthrough:///"+s.address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(s.dial),
		// By default the pauses grow to two minutes; a restart of the control plane takes seconds.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{
				BaseDelay: firstRetry, Multiplier: 1.6, Jitter: 0.2, MaxDelay: lastRetry,
			},
			MinConnectTimeout: 5 * time.Second,
		}))
}

// dial uses TLS against the trust anchors, answered by the proxy of the service's pod, except inside
// that pod, where the real proxy too speaks to its neighbour in the clear.
func (s controlService) dial(ctx context.Context, address string) (net.Conn, error) {
	// Go does not find "localhost." in the hosts file, and the cluster's DNS does not know it.
	address = strings.Replace(address, "localhost.:", "localhost:", 1)
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	remote, ok := conn.RemoteAddr().(*net.TCPAddr)
	if s.credentials.client == nil || ok && remote.IP.IsLoopback() {
		return conn, nil
	}
	return s.credentials.secure(ctx, conn, s.name)
}
