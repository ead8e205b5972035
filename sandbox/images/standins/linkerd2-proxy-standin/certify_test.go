package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/identity"
	"google.golang.org/grpc"
)

const (
	localName   = "web.shop.serviceaccount.identity.linkerd.cluster.local"
	serviceName = "linkerd-identity.linkerd.serviceaccount.identity.linkerd.cluster.local"
)

// authority signs like linkerd-identity: an anchor, and leaves signed by it.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root.linkerd.cluster.local"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{certificate, key}
}

func (a authority) bundle() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}))
}

func (a authority) sign(name string, public any) []byte {
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{
			x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth,
		},
	}, a.certificate, public, a.key)
	if err != nil {
		panic(err)
	}
	return der
}

// service answers Certify as the test asks it to.
type service struct {
	pb.UnimplementedIdentityServer
	answer func(*pb.CertifyRequest) *pb.CertifyResponse
}

func (s service) Certify(_ context.Context, request *pb.CertifyRequest) (*pb.CertifyResponse, error) {
	return s.answer(request), nil
}

func serve(t *testing.T, answer func(*pb.CertifyRequest) *pb.CertifyResponse) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pb.RegisterIdentityServer(server, service{answer: answer})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

// workload writes what linkerd2-proxy-identity and the kubelet leave for the proxy.
func workload(t *testing.T, anchors, address string) identitySettings {
	t.Helper()
	folder := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: localName}, DNSNames: []string{localName},
	}, key)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"key.p8": der, "csr.der": request, "token": []byte("t")} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return identitySettings{
		directory: folder, trustAnchors: anchors, tokenFile: filepath.Join(folder, "token"),
		serviceAddr: address, serviceName: serviceName, localName: localName,
	}
}

func signed(by authority, name string) func(*pb.CertifyRequest) *pb.CertifyResponse {
	return func(request *pb.CertifyRequest) *pb.CertifyResponse {
		csr, err := x509.ParseCertificateRequest(request.GetCertificateSigningRequest())
		if err != nil {
			panic(err)
		}
		return &pb.CertifyResponse{
			LeafCertificate:          by.sign(name, csr.PublicKey),
			IntermediateCertificates: [][]byte{by.certificate.Raw},
		}
	}
}

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
