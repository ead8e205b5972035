// Command linkerd2-proxy-standin replaces linkerd2-proxy, the Rust program that Linkerd puts beside
// every meshed container. No package registry holds that program, so the sandbox needs this one
// until a real image is given.
//
// Like the real proxy it is started by the real linkerd2-proxy-identity, which leaves a key and a
// request in LINKERD2_PROXY_IDENTITY_DIR; it has the request signed by the real linkerd-identity and
// is ready only when the answer holds against its trust anchors. It takes over the connections that
// proxy-init redirects, asks the real linkerd-destination for the endpoints of the services that they
// go to, terminates TLS that names its own identity, and passes bytes on.
//
// Unlike the real proxy it speaks to peers in the clear, picks an endpoint for each connection and not
// for each request, enforces no policy, and routes nothing as a gateway.
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
	admin, err := startAdmin(settings, credentials, metrics, shutdown)
	if err != nil {
		return err
	}
	defer admin.Close()

	direct := newDirectServer(settings.gateway)
	defer direct.Close()
	inbound := &forwarder{
		direction:      "inbound",
		address:        settings.inboundAddress,
		connectTimeout: settings.inboundConnectTimeout,
		accept:         credentials.accept(settings.detectTimeout),
		resolve:        asGiven,
		ownAddress:     direct.handOver,
		metrics:        metrics,
	}
	outbound := &forwarder{
		direction:      "outbound",
		address:        settings.outboundAddress,
		connectTimeout: settings.outboundConnectTimeout,
		accept:         passOn,
		resolve:        asGiven,
		ownAddress:     refuse,
		metrics:        metrics,
	}
	if settings.discovery != nil {
		discovery, err := newDiscovery(ctx, *settings.discovery, credentials)
		if err != nil {
			return err
		}
		outbound.resolve = discovery.resolve
	}
	for _, side := range []*forwarder{inbound, outbound} {
		if err := side.start(); err != nil {
			return err
		}
	}
	slog.Info("started", "admin", settings.adminAddress, "inbound", settings.inboundAddress,
		"outbound", settings.outboundAddress, "gateway", settings.gateway)

	<-ctx.Done()
	slog.Info("draining", "grace", settings.shutdownGrace)
	inbound.stop()
	outbound.stop()
	drain(settings.shutdownGrace, inbound, outbound)
	return nil
}
