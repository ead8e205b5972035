package main

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

func TestConnectionsAreKeptForTheSameEndpointOnly(t *testing.T) {
	anchor := newAuthority(t)
	var clients []string
	address := startPod(t, certified(t, anchor, localName), func(_ http.ResponseWriter, r *http.Request) {
		clients = append(clients, r.RemoteAddr)
	})
	pool := newPool(t.Context(), dialer{certified(t, anchor, clientName), nil, patience}, patience, newMetrics())
	ask := func(identity string) string {
		request, err := http.NewRequestWithContext(
			towards(t.Context(), endpoint{address: address, identity: identity}),
			"GET", "http://web.shop/", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := pool.RoundTrip(request)
		if err != nil {
			return err.Error()
		}
		_ = response.Body.Close()
		return response.Status
	}
	got := []string{ask(localName), ask(localName), ask(gatewayName)}
	want := []string{"200 OK", "200 OK", fmt.Sprintf(
		"%s as %s: tls: first record does not look like a TLS handshake", address, gatewayName)}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(clients) != 2 || clients[0] != clients[1] {
		t.Errorf("came over %q", clients)
	}
}
