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

func TestReviewAllowsWhatCanBeEnforced(t *testing.T) {
	const cannot = "the stand-in of the policy controller cannot enforce this: "
	const target = `"targetRef":{"group":"policy.linkerd.io","kind":"Server","name":"s"},"requiredAuthenticationRefs":`
	for _, test := range []struct{ kind, spec, problem string }{
		{"Server", `{"podSelector":{"matchLabels":{"a":"b"}},"port":"http","proxyProtocol":"HTTP/1"}`, ""},
		{"Server", `{"podSelector":{},"port":80,"proxyProtocol":"gRPC"}`, `proxyProtocol \"gRPC\" is not known`},
		{"Server", `{"podSelector":{},"port":80,"accessPolicy":"audit"}`, `json: unknown field \"accessPolicy\"`},
		{"AuthorizationPolicy", `{` + target + `[{"kind":"ServiceAccount","name":"a"}]}`, ""},
		{
			"AuthorizationPolicy", `{` + target + `[{"kind":"ServiceAccount","name":"a"},` +
				`{"group":"policy.linkerd.io","kind":"MeshTLSAuthentication","name":"m"}]}`,
			"requiredAuthenticationRefs has more than one identity",
		},
		{"AuthorizationPolicy", `{` + target + `[{"kind":"Node","name":"n"}]}`, "requiredAuthenticationRefs of kind Node is not known"},
		{"AuthorizationPolicy", `{"targetRef":{"kind":"Namespace","name":"n"}}`, "targetRef of kind Namespace is not known"},
		{"MeshTLSAuthentication", `{"identities":["*"]}`, ""},
		{"MeshTLSAuthentication", `{"identityRefs":[{"kind":"ServiceAccount"}]}`, `json: unknown field \"identityRefs\"`},
		{"NetworkAuthentication", `{"networks":[{"cidr":"0.0.0.0/0"},{"cidr":"::/0"}]}`, ""},
		{"HTTPRoute", `{}`, "the kind HTTPRoute is not known"},
		{"ServerAuthorization", `{}`, "the kind ServerAuthorization is not known"},
	} {
		body := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1",` +
			`"kind":{"group":"policy.linkerd.io","kind":"` + test.kind + `"},"object":{"spec":` + test.spec + `}}}`
		response := httptest.NewRecorder()
		review(response, httptest.NewRequest("POST", "/", strings.NewReader(body)))
		answer := `{"uid":"u-1","allowed":true}`
		if test.problem != "" {
			answer = `{"uid":"u-1","allowed":false,"status":{"message":"` + cannot + test.problem + `"}}`
		}
		want := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":` + answer + `}`
		if got := strings.TrimSpace(response.Body.String()); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestReviewRefusesWhatIsNoReview(t *testing.T) {
	response := httptest.NewRecorder()
	review(response, httptest.NewRequest("POST", "/", strings.NewReader(`{}`)))
	if response.Code != 400 {
		t.Errorf("got %d", response.Code)
	}
}
