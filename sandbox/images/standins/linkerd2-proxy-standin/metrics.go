package main

import (
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
	expiry      prometheus.Gauge
	refreshes   prometheus.Counter
}

func newMetrics() *metrics {
	registry := prometheus.NewRegistry()
	factory := promauto.With(registry)
	direction := []string{"direction"}
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
			Name: "tcp_open_total", Help: "Connections opened to their targets.",
		}, direction),
		connections: factory.NewGaugeVec(prometheus.GaugeOpts{
			Name: "tcp_open_connections", Help: "Connections open now.",
		}, direction),
		read: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "tcp_read_bytes_total", Help: "Bytes read from clients, counted when they end.",
		}, direction),
		written: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "tcp_write_bytes_total", Help: "Bytes written to clients, counted when they end.",
		}, direction),
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
func (m *metrics) opened(direction string) func(read, written int64) {
	m.opens.WithLabelValues(direction).Inc()
	m.connections.WithLabelValues(direction).Inc()
	return func(read, written int64) {
		m.connections.WithLabelValues(direction).Dec()
		m.read.WithLabelValues(direction).Add(float64(read))
		m.written.WithLabelValues(direction).Add(float64(written))
	}
}
