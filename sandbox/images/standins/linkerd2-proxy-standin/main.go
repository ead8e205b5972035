// Command linkerd2-proxy-standin replaces linkerd2-proxy, the Rust program that Linkerd puts beside
// every meshed container. No package registry holds that program, so the sandbox needs this one
// until a real image is given.
//
// Like the real proxy it is started by the real linkerd2-proxy-identity, which leaves a key and a
// request in LINKERD2_PROXY_IDENTITY_DIR; it has the request signed by the real linkerd-identity and
// is ready only when the answer holds against its trust anchors. It takes over the connections that
// proxy-init redirects and asks the real linkerd-destination where they go: HTTP/1 request by request,
// anything else by connection. Peers that have an identity are spoken to over mutual TLS. As a gateway
// it routes requests by their authority. It lets in whom the policy controller says. It knows no service,
// cluster, mirror, split or policy of its own.
//
// Unlike the real proxy it speaks no HTTP/2, looks neither at load nor at which endpoints answer, and does
// not follow routes, retries and timeouts of profiles, nor HTTPRoutes.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	settings, err := readSettings(os.Getenv)
	if err != nil {
		fmt.Fprintf(os.Stderr, "linkerd2-proxy-standin: %s\n", err)
		os.Exit(64) // EX_USAGE, as the real proxy exits on bad settings
	}
	slog.SetDefault(newLogger(settings))
	signals, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(signals, settings); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func newLogger(settings settings) *slog.Logger {
	if settings.jsonLog {
		return slog.New(slog.NewJSONHandler(os.Stdout, nil))
	}
	return slog.New(slog.NewTextHandler(os.Stdout, nil))
}

// run starts every part and returns after the context ends and the open connections are drained.
func run(ctx context.Context, settings settings) error {
	ctx, shutdown := context.WithCancel(ctx)
	defer shutdown()
	metrics := newMetrics()
	credentials := newCredentials(settings.identity)

	if settings.identity != nil {
		certifier, err := newCertifier(*settings.identity, credentials, metrics)
		if err != nil {
			return err
		}
		go certifier.run(ctx)
	}
	// What is still open while it drains asks the control plane, too.
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	policies, err := newPolicies(serving, settings, credentials)
	if err != nil {
		return err
	}
	admin, err := startAdmin(settings, credentials, policies, metrics, shutdown)
	if err != nil {
		return err
	}
	defer admin.Close()
	sides, err := newSides(serving, settings, credentials, policies, metrics)
	if err != nil {
		return err
	}
	if err := sides.start(); err != nil {
		return err
	}
	slog.Info("started", "admin", settings.adminAddress, "inbound", settings.inboundAddress,
		"outbound", settings.outboundAddress, "gateway", settings.gatewaySuffixes)

	<-ctx.Done()
	slog.Info("draining", "grace", settings.shutdownGrace)
	sides.stop(settings.shutdownGrace)
	return nil
}
