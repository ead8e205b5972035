package main

import (
	"net/http/httptest"
	"testing"
)

func TestAnswersAreThoseOfTheOriginal(t *testing.T) {
	for _, test := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/hello", 200, "Hello version: v1, instance: helloworld-v1-abc\n"},
		{"GET", "/hello?name=x", 200, "Hello version: v1, instance: helloworld-v1-abc\n"},
		{"GET", "/health", 200, "Helloworld is healthy"},
		{"GET", "/", 404, "404 page not found\n"},
		{"GET", "/hello/again", 404, "404 page not found\n"},
		{"POST", "/hello", 405, "Method Not Allowed\n"},
	} {
		response := httptest.NewRecorder()
		handler("v1", "helloworld-v1-abc").
			ServeHTTP(response, httptest.NewRequest(test.method, test.path, nil))
		if response.Code != test.status || response.Body.String() != test.body {
			t.Errorf("%s %s: %d %q", test.method, test.path, response.Code, response.Body)
		}
	}
}
