package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheAdminPortAnswersAsTheRealOne(t *testing.T) {
	for path, start := range map[string]string{
		"/ping": "pong\n", "/ready": "ok\n", "/metrics": "# HELP go_",
	} {
		response := httptest.NewRecorder()
		adminHandler().ServeHTTP(response, httptest.NewRequest("GET", path, nil))
		if response.Code != 200 || !strings.HasPrefix(response.Body.String(), start) {
			t.Errorf("%s: %d %.40q", path, response.Code, response.Body)
		}
	}
}
