// Command extension-init-standin replaces linkerd-extension-init, a Rust program that the charts of
// Linkerd's extensions run in a Job after installation. It labels the extension's namespace, so that
// the CLI finds the extension and the Pod Security admission of the API server lets its pods run.
//
// Unlike the real one it adds no annotation for an external Prometheus (--prometheus-url, viz only).
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

const writeTimeout = 10 * time.Second

func main() {
	extension := flag.String("extension", "", "name of the extension, for instance multicluster")
	namespace := flag.String("namespace", "", "namespace of the extension")
	linkerdNamespace := flag.String("linkerd-namespace", "", "namespace of the control plane")
	flag.Parse()
	if err := run(*extension, *namespace, *linkerdNamespace); err != nil {
		slog.Error("extension-init-standin", "error", err)
		os.Exit(1)
	}
	slog.Info("labelled", "namespace", *namespace, "extension", *extension)
}

func run(extension, namespace, linkerdNamespace string) error {
	if extension == "" || namespace == "" || linkerdNamespace == "" {
		return fmt.Errorf("--extension %q, --namespace %q and --linkerd-namespace %q: all are needed",
			extension, namespace, linkerdNamespace)
	}
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return label(ctx, client, extension, namespace, linkerdNamespace)
}
