package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
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
