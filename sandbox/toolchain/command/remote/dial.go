package remote

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/retry"
	"golang.org/x/crypto/ssh"
)

// dial connects, through the bastion if there is one. Every step has all the attempts of the machine
// that it leads to.
func (to *Connection) dial(ctx context.Context) (*ssh.Client, error) {
	config, err := to.clientConfig()
	if err != nil {
		return nil, err
	}
	if to.Proxy == nil {
		return attempt(ctx, "Dial", *to.DialErrorLimit, func() (*ssh.Client, error) {
			return ssh.Dial("tcp", to.address(), config)
		})
	}
	client, err := to.dialThrough(ctx, config)
	if err != nil {
		// Also where the fault is the machine's behind the bastion, as with the official plugin.
		return nil, fmt.Errorf("proxy: %w", err)
	}
	return client, nil
}

func (to *Connection) dialThrough(ctx context.Context, config *ssh.ClientConfig) (*ssh.Client, error) {
	proxyConfig, err := to.Proxy.clientConfig()
	if err != nil {
		return nil, err
	}
	proxy, err := attempt(ctx, "Dial proxy", *to.Proxy.DialErrorLimit, func() (*ssh.Client, error) {
		return ssh.Dial("tcp", to.Proxy.address(), proxyConfig)
	})
	if err != nil {
		return nil, err
	}
	tunnel, err := attempt(ctx, "Dial from proxy", *to.DialErrorLimit, func() (net.Conn, error) {
		return proxy.Dial("tcp", to.address())
	})
	if err != nil {
		return nil, err
	}
	// A failed handshake closes the tunnel, and the official plugin tries the next one on it all the
	// same: with attempts left, the cause (a wrong host key, a refused key) is lost behind an EOF.
	return attempt(ctx, "Dial", *to.DialErrorLimit, func() (*ssh.Client, error) {
		connection, channels, requests, err := ssh.NewClientConn(tunnel, to.address(), config)
		if err != nil {
			return nil, err
		}
		return ssh.NewClient(connection, channels, requests), nil
	})
}

// attempt repeats with growing pauses, 0.1 s to 5 s, until there were `limit` failures and one more.
func attempt[T any](ctx context.Context, step string, limit int, dial func() (T, error)) (T, error) {
	var connected T
	shownLimit := strconv.Itoa(limit)
	if limit == -1 {
		shownLimit = "inf"
	}
	done, _, err := retry.Until(ctx, retry.Acceptor{
		Accept: func(failures int, _ time.Duration) (bool, any, error) {
			var err error
			if connected, err = dial(); err == nil {
				return true, nil, nil
			}
			if limit > -1 && failures >= limit {
				return false, nil, fmt.Errorf("after %d failed attempts: %w", failures, err)
			}
			p.GetLogger(ctx).InfoStatusf("%s %d/%s failed: retrying", step, failures+1, shownLimit)
			return false, nil, nil
		},
	})
	if err == nil && !done {
		err = ctx.Err()
	}
	return connected, err
}
