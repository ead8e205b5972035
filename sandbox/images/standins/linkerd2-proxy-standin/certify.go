package main

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/identity"
)

const (
	certifyTimeout = 10 * time.Second
	firstRetry     = 100 * time.Millisecond
	lastRetry      = time.Second
)

// certifier keeps the workload's certificate signed by linkerd-identity.
type certifier struct {
	settings    identitySettings
	anchors     *x509.CertPool
	key         crypto.Signer
	request     []byte
	credentials *credentials
	metrics     *metrics
}

func newCertifier(settings identitySettings, credentials *credentials, metrics *metrics) (*certifier, error) {
	anchors := x509.NewCertPool()
	if !anchors.AppendCertsFromPEM([]byte(settings.trustAnchors)) {
		return nil, fmt.Errorf("%sIDENTITY_TRUST_ANCHORS holds no certificate", prefix)
	}
	der, err := os.ReadFile(filepath.Join(settings.directory, "key.p8"))
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("key.p8: %w", err)
	}
	key, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("key.p8 holds a %T, which cannot sign", parsed)
	}
	request, err := os.ReadFile(filepath.Join(settings.directory, "csr.der"))
	if err != nil {
		return nil, err
	}
	return &certifier{settings, anchors, key, request, credentials, metrics}, nil
}

// run certifies at once, with growing pauses after failures, and again at 70 % of each lifetime, as
// the real proxy does.
func (c *certifier) run(ctx context.Context) {
	retry := firstRetry
	for {
		wait := retry
		certificate, err := c.certify(ctx)
		if err != nil {
			slog.Warn("no certificate", "identity", c.settings.localName,
				"service", c.settings.serviceAddr, "error", err)
			retry = min(retry*2, lastRetry)
		} else {
			first := c.credentials.current.Swap(certificate) == nil
			leaf := certificate.Leaf
			c.metrics.certified(leaf.NotAfter)
			slog.Info("certified", "identity", c.settings.localName, "first", first,
				"until", leaf.NotAfter)
			retry = firstRetry
			wait = time.Until(leaf.NotAfter) * 7 / 10
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (c *certifier) certify(ctx context.Context) (*tls.Certificate, error) {
	ctx, cancel := context.WithTimeout(ctx, certifyTimeout)
	defer cancel()
	// Read each time: the kubelet renews the file.
	token, err := os.ReadFile(c.settings.tokenFile)
	if err != nil {
		return nil, err
	}
	service := controlService{c.settings.serviceAddr, c.settings.serviceName, c.credentials}
	client, err := service.connect()
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	answer, err := pb.NewIdentityClient(client).Certify(ctx, &pb.CertifyRequest{
		Identity:                  c.settings.localName,
		Token:                     token,
		CertificateSigningRequest: c.request,
	})
	if err != nil {
		return nil, err
	}
	return c.verify(answer)
}

// verify holds the answer against the trust anchors, the name asked for and the key in hand: an
// issuer that the anchors do not know must keep the pod from becoming ready.
func (c *certifier) verify(answer *pb.CertifyResponse) (*tls.Certificate, error) {
	leaf, err := x509.ParseCertificate(answer.GetLeafCertificate())
	if err != nil {
		return nil, fmt.Errorf("leaf: %w", err)
	}
	chain := [][]byte{leaf.Raw}
	intermediates := x509.NewCertPool()
	for _, der := range answer.GetIntermediateCertificates() {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("intermediate: %w", err)
		}
		intermediates.AddCert(certificate)
		chain = append(chain, certificate.Raw)
	}
	_, err = leaf.Verify(x509.VerifyOptions{
		DNSName:       c.settings.localName,
		Roots:         c.anchors,
		Intermediates: intermediates,
	})
	if err != nil {
		return nil, fmt.Errorf("the signed certificate does not hold: %w", err)
	}
	type publicKey interface{ Equal(crypto.PublicKey) bool }
	if public, ok := leaf.PublicKey.(publicKey); !ok || !public.Equal(c.key.Public()) {
		return nil, errors.New("the signed certificate is for another key")
	}
	return &tls.Certificate{Certificate: chain, PrivateKey: c.key, Leaf: leaf}, nil
}
