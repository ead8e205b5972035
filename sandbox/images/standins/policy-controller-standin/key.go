package main

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"os"
)

// loadCertificate reads the webhook's key pair. The real controller looks for a PKCS#8 key, then for
// an RSA key as PKCS#1 (which the chart generates by itself); an ECDSA key in the SEC 1 form that
// OpenSSL writes is not found. Go reads all three, so the type of the block is checked first.
func loadCertificate(certificateFile, keyFile string) (*tls.Certificate, error) {
	certificates, err := os.ReadFile(certificateFile)
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(key)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", keyFile)
	}
	if block.Type != "PRIVATE KEY" && block.Type != "RSA PRIVATE KEY" {
		return nil, fmt.Errorf("%s: could not load private key: %q is neither PKCS#8 nor PKCS#1",
			keyFile, block.Type)
	}
	pair, err := tls.X509KeyPair(certificates, key)
	if err != nil {
		return nil, fmt.Errorf("%s with %s: %w", certificateFile, keyFile, err)
	}
	return &pair, nil
}
