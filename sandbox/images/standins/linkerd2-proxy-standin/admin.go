package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// headerTimeout is how long the headers of a request may take.
const headerTimeout = 10 * time.Second

// startAdmin serves /ready, /live, /metrics and /shutdown; a gateway's peers probe /ready here, and
// `linkerd identity` reads the certificate from a TLS greeting to this port.
func startAdmin(
	settings settings, credentials *credentials, policies *policies, metrics *metrics, shutdown func(),
) (*http.Server, error) {
	listener, err := net.Listen("tcp", settings.adminAddress)
	if err != nil {
		return nil, err
	}
	port := listener.Addr().(*net.TCPAddr).AddrPort().Port()
	server := newAdminServer(policies.guard(port, adminHandler(credentials, metrics, shutdown)))
	go func() {
		_ = server.Serve(acceptingListener{
			listener, credentials.accept(settings.inboundDetectTimeout), headerTimeout,
		})
	}()
	return server, nil
}

func newAdminServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, servedConnKey{}, &servedConn{Conn: conn})
		},
	}
}

func adminHandler(credentials *credentials, metrics *metrics, shutdown func()) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/live", func(response http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintln(response, "live")
	})
	mux.HandleFunc("/ready", func(response http.ResponseWriter, _ *http.Request) {
		if !credentials.ready() {
			http.Error(response, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(response, "ready")
	})
	mux.Handle("/metrics", promhttp.HandlerFor(metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("POST /shutdown", func(response http.ResponseWriter, request *http.Request) {
		client, err := netip.ParseAddrPort(request.RemoteAddr)
		if err != nil || !client.Addr().Unmap().IsLoopback() {
			http.Error(response, "only from this pod", http.StatusForbidden)
			return
		}
		slog.Info("shutdown asked for")
		_, _ = fmt.Fprintln(response, "shutdown")
		shutdown()
	})
	return mux
}

// acceptingListener runs the accept step of its connections on their first read, so that a silent
// client keeps nobody waiting.
type acceptingListener struct {
	net.Listener
	accept func(net.Conn) (net.Conn, error)
	limit  time.Duration // for the headers of the first request; net/http takes it away after them
}

func (l acceptingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &acceptedConn{Conn: conn, step: sync.OnceValues(func() (net.Conn, error) {
		accepted, err := l.accept(conn)
		if err != nil {
			return nil, err
		}
		// The step has taken away net/http's limit on the first request's headers.
		return accepted, conn.SetReadDeadline(time.Now().Add(l.limit))
	})}, nil
}

type acceptedConn struct {
	net.Conn
	step func() (net.Conn, error)
}

func (c *acceptedConn) Read(buffer []byte) (int, error) {
	conn, err := c.step()
	if err != nil {
		return 0, err
	}
	return conn.Read(buffer)
}

func (c *acceptedConn) Write(buffer []byte) (int, error) {
	conn, err := c.step()
	if err != nil {
		return 0, err
	}
	return conn.Write(buffer)
}
