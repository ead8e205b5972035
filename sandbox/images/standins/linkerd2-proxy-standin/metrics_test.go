package main

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// expectMetrics compares all counts of requests and responses.
func expectMetrics(t *testing.T, metrics *metrics, want ...string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(metrics.registry, promhttp.HandlerOpts{}).
		ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	var got []string
	for line := range strings.Lines(recorder.Body.String()) {
		if strings.HasPrefix(line, "request_total") || strings.HasPrefix(line, "response_total") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("counted %q, want %q", got, want)
	}
}
