package main

import (
	"io"
	"testing"
	"time"
)

func TestHTTPIsToldByItsRequestLine(t *testing.T) {
	for _, test := range []struct {
		name  string
		parts []string // written one after the other
		close bool
		want  bool
	}{
		{"a request", []string{"GET /hello HTTP/1.1\r\nHost: web\r\n\r\n"}, false, true},
		{"a line in pieces", []string{"PO", "ST /a?b=c HT", "TP/1.0\r\n"}, false, true},
		{"a method with a hyphen", []string{"M-SEARCH * HTTP/1.1\r\n"}, false, true},
		{"HTTP/2, which begins like a request", []string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}, false, false},
		{"TLS of the application", []string{"\x16\x03\x01\x02\x00\x01"}, false, false},
		{"a greeting in small letters, without an end", []string{"hello there"}, false, false},
		{"a line of another protocol", []string{"PING\r\n"}, false, false},
		{"three words that are no request", []string{"SET a b\r\n"}, false, false},
		{"half a line, then the end", []string{"GET /hello HT"}, true, false},
		{"nothing, then the end", nil, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, accepted := pair(t)
			go func() {
				for _, part := range test.parts {
					_, _ = io.WriteString(client, part)
					time.Sleep(time.Millisecond) // so that they arrive apart; the result does not depend on it
				}
				if test.close {
					_ = client.CloseWrite()
				}
			}()
			// Waiting for more than it takes to tell would hang here.
			conn, got, err := detectHTTP(accepted, time.Hour)
			if err != nil || got != test.want {
				t.Fatalf("got %v, %v; want %v", got, err, test.want)
			}
			// Nothing is lost, and the deadline is off.
			all := ""
			for _, part := range test.parts {
				all += part
			}
			rest := make([]byte, len(all))
			if _, err := io.ReadFull(conn, rest); err != nil || string(rest) != all {
				t.Errorf("kept %q, %v; want %q", rest, err, all)
			}
		})
	}
}

func TestASilentClientIsNotHTTP(t *testing.T) {
	client, accepted := pair(t)
	conn, got, err := detectHTTP(accepted, time.Millisecond)
	if err != nil || got {
		t.Fatalf("got %v, %v", got, err)
	}
	go func() { _, _ = io.WriteString(client, "later") }()
	rest := make([]byte, 5)
	if _, err := io.ReadFull(conn, rest); err != nil || string(rest) != "later" {
		t.Errorf("got %q, %v", rest, err)
	}
}
