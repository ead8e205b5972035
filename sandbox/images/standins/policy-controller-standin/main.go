// Command policy-controller-standin replaces Linkerd's policy-controller, a Rust program that no
// package registry holds. It tells proxies who may connect to their ports, as far as Linkerd's charts
// say it: Servers, AuthorizationPolicies with their authentications, and default policies. Its admission
// webhook refuses what it could not enforce, and says what that is.
//
// Like the real one it takes an ECDSA key for the webhook only as PKCS#8 and exits on any other form,
// so that the sandbox shows a wrong choice of key as a real cluster would.
//
// Unlike the real one it serves no outbound policies, knows no HTTPRoutes and ServerAuthorizations, and
// writes no status.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"google.golang.org/grpc"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"linkerd-multicluster/sandbox/images/standins/defaultpolicy"
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
	mesh                                     mesh
}

// readOptions takes every flag that the chart writes; those without a meaning here are accepted.
func readOptions() options {
	var result options
	flag.StringVar(&result.adminAddress, "admin-addr", "0.0.0.0:8080", "probes")
	flag.StringVar(&result.grpcAddress, "grpc-addr", "0.0.0.0:8090", "policy API")
	flag.StringVar(&result.serverAddress, "server-addr", "0.0.0.0:9443", "webhook")
	flag.StringVar(&result.keyFile, "server-tls-key", "", "key of the webhook")
	flag.StringVar(&result.certificateFile, "server-tls-certs", "", "certificates of the webhook")
	flag.StringVar(&result.mesh.controlPlane, "control-plane-namespace", "linkerd", "part of identities")
	flag.StringVar(&result.mesh.identityDomain, "identity-domain", "cluster.local", "end of identities")
	flag.StringVar(&result.mesh.defaultPolicy, "default-policy", "all-unauthenticated",
		"of pods without an annotation")
	flag.Func("cluster-networks", "networks of default policies", networksInto(&result.mesh.clusterNetworks))
	flag.Func("probe-networks", "networks that probes come from", networksInto(&result.mesh.probeNetworks))
	for _, name := range []string{"cluster-domain", "log-level", "log-format", "default-opaque-ports"} {
		flag.String(name, "", "accepted, without effect in this stand-in")
	}
	flag.Parse()
	return result
}

func networksInto(networks *[]netip.Prefix) func(string) error {
	return func(text string) error {
		for part := range strings.SplitSeq(text, ",") {
			network, err := netip.ParsePrefix(part)
			if err != nil {
				return err
			}
			*networks = append(*networks, network)
		}
		return nil
	}
}

func run(options options) error {
	if _, err := defaultpolicy.Authorizations(options.mesh.defaultPolicy, nil); err != nil {
		return err
	}
	signals, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	cluster, err := connect()
	if err != nil {
		return err
	}
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
	var listed atomic.Bool
	admin := &http.Server{
		Addr:              options.adminAddress,
		Handler:           adminHandler(&listed),
		ReadHeaderTimeout: 10 * time.Second,
	}
	failed := make(chan error, 3)
	go func() {
		if err := cluster.start(signals); err != nil {
			failed <- err
			return
		}
		// An answer before would be one of default policies.
		listed.Store(true)
		server := grpc.NewServer()
		pb.RegisterInboundServerPoliciesServer(server, &api{mesh: options.mesh, cluster: cluster})
		failed <- server.Serve(policy)
	}()
	go func() { failed <- webhook.ListenAndServeTLS("", "") }()
	go func() { failed <- admin.ListenAndServe() }()

	select {
	case <-signals.Done():
		return nil
	case err := <-failed:
		return errors.Join(errors.New("a listener ended"), err)
	}
}

// connect reads the cluster as the pod's account.
func connect() (*cluster, error) {
	config, err := rest.InClusterConfig()
	if err != nil {
		return nil, err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return newCluster(client)
}

func adminHandler(listed *atomic.Bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/live", func(response http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintln(response, "live")
	})
	mux.HandleFunc("/ready", func(response http.ResponseWriter, _ *http.Request) {
		if !listed.Load() {
			http.Error(response, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(response, "ready")
	})
	start := time.Now().Unix()
	mux.HandleFunc("/metrics", func(response http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(response, "# TYPE process_start_time_seconds gauge\n"+
			"process_start_time_seconds %d\n", start)
	})
	return mux
}
