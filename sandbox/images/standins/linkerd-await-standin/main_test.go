package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestAwaitReturnsWhenTheProxyIsReady(t *testing.T) {
	asked := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			response.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer proxy.Close()
	if err := await(t.Context(), proxy.URL, time.Millisecond); err != nil || asked != 3 {
		t.Errorf("asked %d times, %v", asked, err)
	}
}

func TestAwaitGivesUpWithTheLastAnswer(t *testing.T) {
	proxy := httptest.NewServer(http.NotFoundHandler())
	defer proxy.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := await(ctx, proxy.URL, 5*time.Millisecond); err == nil {
		t.Error("no error")
	}
}
