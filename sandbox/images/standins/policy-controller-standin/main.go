// Command policy-controller-standin replaces Linkerd's policy-controller, a Rust program that no
// package registry holds. It serves the admission webhook for policy.linkerd.io objects and allows
// each of them, answers its admin probes, and keeps the gRPC port open without serving a policy:
// the stand-in proxy asks for none.
//
// Like the real one it takes an ECDSA key for the webhook only as PKCS#8 and exits on any other form,
// so that the sandbox shows a wrong choice of key as a real cluster would.
package main

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
)

func main() {
	options := readOptions()
	if err := run(options); err != nil {
		slog.Error("policy-controller-standin", "error", err)
		os.Exit(1)
	}
}

type options struct {
	adminAddress, grpcAddress, serverAddress string
	keyFile, certificateFile                 string
}

// readOptions takes every flag that the chart writes; those without a meaning here are accepted.
func readOptions() options {
	var result options
	flag.StringVar(&result.adminAddress, "admin-addr", "0.0.0.0:8080", "probes")
	flag.StringVar(&result.grpcAddress, "grpc-addr", "0.0.0.0:8090", "policy API")
	flag.StringVar(&result.serverAddress, "server-addr", "0.0.0.0:9443", "webhook")
	flag.StringVar(&result.keyFile, "server-tls-key", "", "key of the webhook")
	flag.StringVar(&result.certificateFile, "server-tls-certs", "", "certificates of the webhook")
	for _, name := range []string{
		"control-plane-namespace", "cluster-networks", "identity-domain", "cluster-domain",
		"default-policy", "log-level", "log-format", "default-opaque-ports", "probe-networks",
	} {
		flag.String(name, "", "accepted, without effect in this stand-in")
	}
	flag.Parse()
	return result
}

func run(options options) error {
	load := func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return loadCertificate(options.certificateFile, options.keyFile)
	}
	if _, err := load(nil); err != nil {
		return err
	}
	policy, err := net.Listen("tcp", options.grpcAddress)
	if err != nil {
		return err
	}
	webhook := &http.Server{
		Addr:              options.serverAddress,
		Handler:           http.HandlerFunc(review),
		ReadHeaderTimeout: 10 * time.Second,
		// Loaded for each connection: the kubelet renews the mounted files.
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: load},
	}
	admin := &http.Server{
		Addr:              options.adminAddress,
		Handler:           adminHandler(),
		ReadHeaderTimeout: 10 * time.Second,
	}
	failed := make(chan error, 3)
	go func() { failed <- grpc.NewServer().Serve(policy) }()
	go func() { failed <- webhook.ListenAndServeTLS("", "") }()
	go func() { failed <- admin.ListenAndServe() }()

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	select {
	case <-stop:
		return nil
	case err := <-failed:
		return errors.Join(errors.New("a listener ended"), err)
	}
}

func adminHandler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]string{"/live": "live", "/ready": "ready"} {
		mux.HandleFunc(path, func(response http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprintln(response, answer)
		})
	}
	start := time.Now().Unix()
	mux.HandleFunc("/metrics", func(response http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(response, "# TYPE process_start_time_seconds gauge\n"+
			"process_start_time_seconds %d\n", start)
	})
	return mux
}
