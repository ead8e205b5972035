package main

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/jellydator/ttlcache/v3"
)

// poolIdleTimeout is 3 s in the real proxy. The service mirror probes its gateway every 3 s: each probe
// is to open a connection of its own, since one that is open outlives rules that are gone.
const poolIdleTimeout = time.Second

// pool sends requests to endpoints and keeps the connections open for the next ones.
type pool struct {
	dialer  dialer
	idle    time.Duration
	metrics *metrics
	// net/http shares connections by address alone, but an address may pass to a pod with another
	// identity, so each endpoint has a transport of its own.
	transports *ttlcache.Cache[endpoint, *http.Transport]
}

// newPool forgets endpoints that no request went to during the idle time, and all with the context.
func newPool(ctx context.Context, dialer dialer, idle time.Duration, metrics *metrics) *pool {
	transports := ttlcache.New(ttlcache.WithTTL[endpoint, *http.Transport](idle))
	go transports.Start()
	context.AfterFunc(ctx, transports.Stop)
	return &pool{dialer, idle, metrics, transports}
}

type endpointKey struct{}

// towards returns a context for requests to an endpoint.
func towards(ctx context.Context, to endpoint) context.Context {
	return context.WithValue(ctx, endpointKey{}, to)
}

// endpointFor returns where a request goes.
func endpointFor(request *http.Request) endpoint {
	to, _ := request.Context().Value(endpointKey{}).(endpoint)
	return to
}

func (p *pool) RoundTrip(request *http.Request) (*http.Response, error) {
	to := endpointFor(request)
	item, _ := p.transports.GetOrSetFunc(to, func() *http.Transport { return p.transport(to) })
	labels := append([]string{"outbound", tlsLabel(p.dialer.secures(to))}, to.of.values()...)
	p.metrics.requests.WithLabelValues(labels...).Inc()
	response, err := item.Value().RoundTrip(request)
	if err != nil {
		return nil, err
	}
	status := strconv.Itoa(response.StatusCode)
	p.metrics.responses.WithLabelValues(append(labels, status)...).Inc()
	return response, nil
}

func (p *pool) transport(to endpoint) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return p.dialer.dial(ctx, to)
		},
		IdleConnTimeout:       p.idle,
		ExpectContinueTimeout: time.Second, // as http.DefaultTransport; with 0 nobody would wait
		DisableCompression:    true,        // the client did not ask for it
	}
}
