package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net/http"
	"net/netip"
	"testing"
	"time"
)

func TestACertificateThatNobodyVerifiedIsNoIdentity(t *testing.T) {
	anchor := newAuthority(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate := func(by authority, names ...string) []byte {
		der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
			SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "client"}, DNSNames: names,
			NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		}, by.certificate, &key.PublicKey, by.key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	nameless, stolen := certificate(anchor), certificate(newAuthority(t), clientName)
	taken := make(chan string, 1)
	application := newHTTPServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		taken <- clientIdentity(request)
	}))
	client, server := pair(t)
	go func() {
		conn, err := certified(t, anchor, gatewayName).accept(patience)(server)
		if err != nil {
			taken <- err.Error()
			return
		}
		application.serve(conn, netip.AddrPort{})
	}()
	anchors := x509.NewCertPool()
	anchors.AddCert(anchor.certificate)
	session := tls.Client(client, &tls.Config{
		ServerName: gatewayName, RootCAs: anchors,
		Certificates: []tls.Certificate{{Certificate: [][]byte{nameless, stolen}, PrivateKey: key}},
	})
	_, _ = io.WriteString(session, "GET / HTTP/1.1\r\nHost: web\r\n\r\n")
	if identity := <-taken; identity != "" {
		t.Errorf("taken for %q", identity)
	}
}
