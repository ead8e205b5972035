// Command linkerd-await-standin replaces linkerd-await, a Rust program in the proxy image: the
// injector has the kubelet run it after starting the proxy, and the other containers of the pod
// start when it returns.
//
// Unlike the real one it runs no command of its own and has no --shutdown.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	port := flag.Int("port", 4191, "admin port of the proxy")
	uri := flag.String("uri", "", "what to ask (default http://127.0.0.1:PORT/ready)")
	backoff := flag.Duration("backoff", 100*time.Millisecond, "pause between questions")
	timeout := flag.Duration("timeout", 0, "give up after this time (default: never)")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "linkerd-await-standin: runs no command, got %q\n", flag.Args())
		os.Exit(64)
	}
	if *uri == "" {
		*uri = fmt.Sprintf("http://127.0.0.1:%d/ready", *port)
	}
	ctx := context.Background()
	if *timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *timeout)
		defer cancel()
	}
	if err := await(ctx, *uri, *backoff); err != nil {
		fmt.Fprintf(os.Stderr, "linkerd-await-standin: not ready after %s: %s\n", *timeout, err)
		os.Exit(69) // EX_UNAVAILABLE
	}
}

// await asks until the answer is a success; its error is that of the last question.
func await(ctx context.Context, uri string, backoff time.Duration) error {
	for {
		last := ask(ctx, uri)
		if last == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return last
		case <-time.After(backoff):
		}
	}
}

func ask(ctx context.Context, uri string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", uri, response.Status)
	}
	return nil
}
