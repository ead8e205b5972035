// Command helloworld-standin replaces the Python program in Istio's examples-helloworld images, which
// says on port 5000 what version it is and in which pod it runs.
//
// Unlike the original it computes nothing before it answers.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The original's port, which its image cannot be told to change.
const address = ":5000"

// Below the 30 s after which a kubelet ends a pod that does not end by itself.
const drainTimeout = 10 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, os.Getenv("SERVICE_VERSION"), os.Getenv("HOSTNAME")); err != nil {
		slog.Error("helloworld-standin", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, version, instance string) error {
	server := &http.Server{
		Addr:              address,
		Handler:           handler(version, instance),
		ReadHeaderTimeout: 10 * time.Second,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	slog.Info("listening", "address", address, "version", version)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	// Requests that are under way get their answer: a pod that goes is no failure of the mesh.
	drain, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

func handler(version, instance string) http.Handler {
	mux := http.NewServeMux()
	for pattern, text := range map[string]string{
		"GET /hello":  fmt.Sprintf("Hello version: %s, instance: %s\n", version, instance),
		"GET /health": "Helloworld is healthy",
	} {
		mux.HandleFunc(pattern, func(response http.ResponseWriter, _ *http.Request) {
			// As Flask labels a string.
			response.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprint(response, text)
		})
	}
	return mux
}
