// Command smi-adaptor-standin replaces the adaptor of the linkerd-smi extension, which no package
// registry holds: it writes TrafficSplits (split.smi-spec.io/v1alpha1) of all namespaces into the
// dstOverrides of ServiceProfiles, which linkerd-destination reads.
//
// Unlike the real one it records no Events on the TrafficSplits.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

type options struct {
	kubeconfig, adminAddress, clusterDomain string
	workers                                 int
}

func main() {
	var given options
	flag.StringVar(&given.kubeconfig, "kubeconfig", "", "path of a kubeconfig (default: as a pod)")
	flag.StringVar(&given.adminAddress, "metrics-addr", ":9995", "address of the metrics")
	flag.StringVar(&given.clusterDomain, "cluster-domain", "cluster.local", "DNS domain of the cluster")
	flag.IntVar(&given.workers, "worker-threads", 2, "TrafficSplits that are handled side by side")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, given); err != nil {
		slog.Error("smi-adaptor-standin", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, given options) error {
	config, err := clientcmd.BuildConfigFromFlags("", given.kubeconfig)
	if err != nil {
		return err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	admin := &http.Server{
		Addr:              given.adminAddress,
		Handler:           adminHandler(),
		ReadHeaderTimeout: 15 * time.Second,
	}
	defer func() { _ = admin.Close() }()
	go func() {
		// As the real one, which works on without its metrics.
		if err := admin.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("no metrics", "error", err)
		}
	}()
	return newController(client, given.clusterDomain).run(ctx, given.workers)
}

// adminHandler answers as the real adaptor's does; the chart has no probes that ask.
func adminHandler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]string{"/ping": "pong\n", "/ready": "ok\n"} {
		mux.HandleFunc(path, func(response http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(response, answer)
		})
	}
	mux.Handle("/metrics", promhttp.Handler())
	return mux
}
