package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

const brief = 100 * time.Millisecond // limit of peers that stall

// greeting is what a client of TLS sends first.
func greeting(t *testing.T, serverName string) []byte {
	t.Helper()
	client, server := pair(t)
	go func() { _ = tls.Client(client, &tls.Config{ServerName: serverName}).Handshake() }()
	buffer := make([]byte, 4096)
	n, err := server.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return buffer[:n]
}

func TestAPeerThatGreetsAndThenSaysNothingIsLeft(t *testing.T) {
	accept := certified(t, newAuthority(t), localName).accept(brief)
	client, server := pair(t)
	_, _ = client.Write(greeting(t, localName))
	ended := make(chan error, 1)
	go func() {
		_, err := accept(server)
		ended <- err
	}()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("a handshake without its end was accepted")
		}
	case <-time.After(patience):
		t.Error("the handshake has no limit")
	}
}

func TestAProberThatDoesNotAskIsLeft(t *testing.T) {
	credentials := certified(t, newAuthority(t), localName)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: adminHandler(credentials, newMetrics(), func() {}), ReadHeaderTimeout: brief}
	go func() { _ = server.Serve(acceptingListener{listener, credentials.accept(brief), brief}) }()
	t.Cleanup(func() { _ = server.Close() })
	for _, sent := range []string{"", "GET /re"} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		_, _ = io.WriteString(conn, sent)
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("after %q the connection is still open", sent)
		}
	}
}

func TestAnEndpointThatNeverAnswersIsLeftAfterItsClient(t *testing.T) {
	halfClosedLimit = brief
	t.Cleanup(func() { halfClosedLimit = time.Minute })
	asked, release := make(chan struct{}), make(chan struct{})
	sender := exchangeWith(t, func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-release
	})
	// Before the pod's server is closed, which waits for its requests.
	t.Cleanup(func() { close(release) })
	client, server := pair(t)
	ended := make(chan struct{})
	go func() {
		sender.outbound.forward(server, clusterIP)
		close(ended)
	}()
	_, _ = io.WriteString(client, "GET / HTTP/1.1\r\nHost: web\r\n\r\n")
	<-asked
	_ = client.Close()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("both connections are kept")
	}
}
