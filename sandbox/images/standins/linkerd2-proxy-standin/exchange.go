package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"time"
)

// halfClosedLimit is how long a client that has closed its sending side may wait for its answer.
var halfClosedLimit = time.Minute

// exchange forwards requests, each to the endpoint that is found for it.
type exchange struct {
	// route finds the endpoint of a request, and may change the request's headers.
	route   func(*http.Request) (endpoint, error)
	reverse httputil.ReverseProxy
}

func newExchange(
	transport http.RoundTripper, route func(*http.Request) (endpoint, error),
) *exchange {
	return &exchange{route, httputil.ReverseProxy{
		Transport:     transport,
		Rewrite:       rewrite,
		ErrorHandler:  answerError,
		FlushInterval: -1, // what the endpoint sends is passed on at once
	}}
}

func (e *exchange) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	// net/http ends a request when its client closes the sending side, as `nc -N` does before the answer
	// is there.
	ctx, cancel := context.WithCancel(context.WithoutCancel(request.Context()))
	defer cancel()
	// A client that is gone looks like one that waits; an endpoint that never answers must not keep both.
	stop := context.AfterFunc(request.Context(), func() { time.AfterFunc(halfClosedLimit, cancel) })
	defer stop()
	// Otherwise net/http reads the whole body before it sends the first byte of an answer.
	_ = http.NewResponseController(response).EnableFullDuplex()
	response = &upgradable{response}
	request = request.Clone(ctx)
	// Set to nothing, these are not made up when the endpoint does not send them.
	response.Header()["Date"] = nil
	response.Header()["Content-Type"] = nil
	to, err := e.route(request)
	if err != nil {
		answerError(response, request, err)
		return
	}
	e.reverse.ServeHTTP(response, request.WithContext(towards(ctx, to)))
}

// upgradable gives ReverseProxy what a client sent before the answer to its Upgrade, too: net/http has
// read that into a buffer which ReverseProxy does not look at.
type upgradable struct{ http.ResponseWriter }

func (u *upgradable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(u.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, _ := buffered.Reader.Peek(buffered.Reader.Buffered())
	reader := bufio.NewReader(io.MultiReader(bytes.NewReader(early), conn))
	return &peekedConn{Conn: conn, reader: reader}, buffered, nil
}

// Unwrap lets http.ResponseController flush.
func (u *upgradable) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// rewrite undoes what ReverseProxy changes, but for the headers that concern one connection only.
func rewrite(proxied *httputil.ProxyRequest) {
	to := endpointFor(proxied.In)
	proxied.Out.URL.Scheme = "http"
	proxied.Out.URL.Host = to.address.String()
	proxied.Out.URL.RawQuery = proxied.In.URL.RawQuery
	for _, name := range []string{
		"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
	} {
		if values, given := proxied.In.Header[name]; given {
			proxied.Out.Header[name] = values
		}
	}
	if to.authority != "" {
		proxied.Out.Host = to.authority
	}
}

// refusal is an answer of the proxy's own.
type refusal struct {
	status int
	reason string
}

func (r *refusal) Error() string { return r.reason }

// answerError tells the client what kept the request from its endpoint, in the header of the real
// proxy.
func answerError(response http.ResponseWriter, request *http.Request, err error) {
	status := statusOf(err)
	slog.Warn("no answer", "host", request.Host, "status", status, "error", err)
	response.Header().Set("l5d-proxy-error", err.Error())
	response.WriteHeader(status)
}

func statusOf(err error) int {
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return refused.status
	case errors.Is(err, errUnknownService):
		return http.StatusNotFound
	case errors.Is(err, errNoEndpoints), errors.Is(err, errNoBackend), errors.Is(err, errNoAnswer):
		return http.StatusServiceUnavailable
	}
	return http.StatusBadGateway
}
