package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/identity"
)

func TestOnlyACertificateThatHoldsMakesTheProxyReady(t *testing.T) {
	anchor, other := newAuthority(t), newAuthority(t)
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, problem string
		answer        func(*pb.CertifyRequest) *pb.CertifyResponse
	}{
		{"signed by the trust anchor", "", signed(anchor, localName)},
		{"signed by an anchor of the same name with another key", "does not hold", signed(other, localName)},
		{"signed for another workload", "does not hold", signed(anchor, "db.shop.example")},
		{"signed for another key", "another key", func(*pb.CertifyRequest) *pb.CertifyResponse {
			return &pb.CertifyResponse{LeafCertificate: anchor.sign(localName, &stranger.PublicKey)}
		}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			settings := workload(t, anchor.bundle(), serve(t, test.answer))
			credentials, metrics := newCredentials(&settings), newMetrics()
			certifier, err := newCertifier(settings, credentials, metrics)
			if err != nil {
				t.Fatal(err)
			}
			certificate, err := certifier.certify(t.Context())
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) {
					t.Fatalf("error is %v, want %q", err, test.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			admin := httptest.NewServer(adminHandler(credentials, metrics, func() {}))
			defer admin.Close()
			if status := get(t, admin, "/ready"); status != 503 {
				t.Errorf("/ready before: %d", status)
			}
			credentials.current.Store(certificate)
			if status := get(t, admin, "/ready"); status != 200 {
				t.Errorf("/ready after: %d", status)
			}
		})
	}
}

func get(t *testing.T, server *httptest.Server, path string) int {
	t.Helper()
	response, err := server.Client().Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestInboundTerminatesOnlyTLSThatNamesTheWorkload(t *testing.T) {
	anchor := newAuthority(t)
	settings := workload(t, anchor.bundle(), serve(t, signed(anchor, localName)))
	credentials := newCredentials(&settings)
	certifier, err := newCertifier(settings, credentials, newMetrics())
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := certifier.certify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	credentials.current.Store(certificate)
	roots := x509.NewCertPool()
	roots.AddCert(anchor.certificate)

	t.Run("its own name", func(t *testing.T) {
		client, server := acceptedPair(t, credentials)
		session := tls.Client(client, &tls.Config{RootCAs: roots, ServerName: localName})
		go func() { _, _ = session.Write([]byte("hello")) }()
		expect(t, <-server, []byte("hello"))
	})
	t.Run("another name is passed on untouched", func(t *testing.T) {
		client, server := acceptedPair(t, credentials)
		session := tls.Client(client, &tls.Config{RootCAs: roots, ServerName: "api.shop.example"})
		go func() { _ = session.Handshake() }()
		expect(t, <-server, []byte{handshake, 3, 1})
	})
	t.Run("plain bytes, fewer than a TLS header", func(t *testing.T) {
		client, server := acceptedPair(t, credentials)
		go func() { _, _ = client.Write([]byte("hi")); _ = client.CloseWrite() }()
		expect(t, <-server, []byte("hi"))
	})
}

// acceptedPair returns a client and, when detection is done, the server's side of its connection.
func acceptedPair(t *testing.T, credentials *credentials) (*net.TCPConn, <-chan net.Conn) {
	t.Helper()
	client, raw := pair(t)
	accepted := make(chan net.Conn, 1)
	go func() {
		conn, err := credentials.accept(5 * time.Second)(raw)
		if err != nil {
			t.Error(err)
		}
		accepted <- conn
	}()
	return client, accepted
}

func expect(t *testing.T, conn net.Conn, want []byte) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %q, %v; want %q", got, err, want)
	}
}
