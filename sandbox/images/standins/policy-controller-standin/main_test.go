package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAnECDSAKeyMustBePKCS8(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		blockType string
		der       []byte
		problem   string
	}{
		{"PRIVATE KEY", pkcs8, ""},
		{"EC PRIVATE KEY", sec1, `"EC PRIVATE KEY" is neither PKCS#8 nor PKCS#1`},
	} {
		t.Run(test.blockType, func(t *testing.T) {
			folder := t.TempDir()
			certificateFile, keyFile := filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key")
			write(t, certificateFile, "CERTIFICATE", certificate)
			write(t, keyFile, test.blockType, test.der)
			_, err := loadCertificate(certificateFile, keyFile)
			if test.problem == "" && err != nil {
				t.Fatal(err)
			}
			if test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("error is %v, want %q", err, test.problem)
			}
		})
	}
}

func write(t *testing.T, file, blockType string, der []byte) {
	t.Helper()
	block := pem.EncodeToMemory(&pem.Block{Type: blockType, Bytes: der})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestReviewAllowsAndEchoesTheUID(t *testing.T) {
	body := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",` +
		`"request":{"uid":"u-1","kind":{"group":"policy.linkerd.io","kind":"Server"}}}`
	response := httptest.NewRecorder()
	review(response, httptest.NewRequest("POST", "/", strings.NewReader(body)))
	want := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u-1","allowed":true}}`
	if got := strings.TrimSpace(response.Body.String()); got != want {
		t.Errorf("got %s", got)
	}
}

func TestReviewRefusesWhatIsNoReview(t *testing.T) {
	response := httptest.NewRecorder()
	review(response, httptest.NewRequest("POST", "/", strings.NewReader(`{}`)))
	if response.Code != 400 {
		t.Errorf("got %d", response.Code)
	}
}
