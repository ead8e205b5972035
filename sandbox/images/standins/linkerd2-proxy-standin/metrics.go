package main

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics carries the real proxy's names where this stand-in has the same thing to count.
type metrics struct {
	registry    *prometheus.Registry
	opens       *prometheus.CounterVec
	connections *prometheus.GaugeVec
	read        *prometheus.CounterVec
	written     *prometheus.CounterVec
	requests    *prometheus.CounterVec
	responses   *prometheus.CounterVec
	expiry      prometheus.Gauge
	refreshes   prometheus.Counter
}

func newMetrics() *metrics {
	registry := prometheus.NewRegistry()
	factory := promauto.With(registry)
	connection := []string{"direction", "tls"}
	request := append(slices.Clone(connection), metricLabels...)
	start := factory.NewGauge(prometheus.GaugeOpts{
		Name: "process_start_time_seconds", Help: "Time that the process started, in Unix seconds.",
	})
	start.SetToCurrentTime()
	factory.NewGaugeVec(prometheus.GaugeOpts{
		Name: "proxy_build_info", Help: "What this proxy is.",
	}, []string{"version"}).WithLabelValues("standin").Set(1)
	return &metrics{
		registry: registry,
		opens: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "tcp_open_total", Help: "Connections passed on as bytes.",
		}, connection),
		connections: factory.NewGaugeVec(prometheus.GaugeOpts{
			Name: "tcp_open_connections", Help: "Connections that are passed on as bytes now.",
		}, connection),
		read: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "tcp_read_bytes_total", Help: "Bytes read from clients, counted when they end.",
		}, connection),
		written: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "tcp_write_bytes_total", Help: "Bytes written to clients, counted when they end.",
		}, connection),
		requests: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "request_total", Help: "HTTP requests sent to endpoints, or received by a gateway.",
		}, request),
		responses: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "response_total", Help: "Answers to them.",
		}, append(request, "status_code")),
		expiry: factory.NewGauge(prometheus.GaugeOpts{
			Name: "identity_cert_expiration_timestamp_seconds", Help: "End of the certificate.",
		}),
		refreshes: factory.NewCounter(prometheus.CounterOpts{
			Name: "identity_cert_refresh_count", Help: "Certificates obtained.",
		}),
	}
}

func (m *metrics) certified(until time.Time) {
	m.expiry.Set(float64(until.Unix()))
	m.refreshes.Inc()
}

// opened counts a connection and returns what to call when it ends.
func (m *metrics) opened(labels ...string) func(read, written int64) {
	m.opens.WithLabelValues(labels...).Inc()
	m.connections.WithLabelValues(labels...).Inc()
	return func(read, written int64) {
		m.connections.WithLabelValues(labels...).Dec()
		m.read.WithLabelValues(labels...).Add(float64(read))
		m.written.WithLabelValues(labels...).Add(float64(written))
	}
}

// tlsLabel is the real proxy's value of the label "tls".
func tlsLabel(secured bool) string {
	if secured {
		return "true"
	}
	return "no_identity"
}

// received counts the requests that a handler answers.
func (m *metrics) received(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		tls := tlsLabel(isTLS(connectionOf(request).Conn))
		labels := append([]string{"inbound", tls}, serviceLabels{}.values()...)
		m.requests.WithLabelValues(labels...).Inc()
		handler.ServeHTTP(&countedResponse{response, func(status int) {
			m.responses.WithLabelValues(append(labels, strconv.Itoa(status))...).Inc()
		}}, request)
	})
}

// countedResponse tells the final status of a response.
type countedResponse struct {
	http.ResponseWriter
	tell func(status int)
}

func (r *countedResponse) WriteHeader(status int) {
	if status >= http.StatusOK {
		r.tell(status)
	}
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush and hijack.
func (r *countedResponse) Unwrap() http.ResponseWriter { return r.ResponseWriter }
