package main

import (
	"bufio"
	"io"
	"net/http"
	"testing"
	"time"
)

func TestAnAnswerMayBeginBeforeItsRequestEnds(t *testing.T) {
	client := exchangeWith(t, func(response http.ResponseWriter, request *http.Request) {
		control := http.NewResponseController(response)
		_ = control.EnableFullDuplex()
		_ = control.Flush()
		_, _ = io.Copy(response, request.Body)
	}).connect(t)
	_ = client.SetDeadline(time.Now().Add(patience))
	_, _ = io.WriteString(client, "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n")
	if line, err := bufio.NewReader(client).ReadString('\n'); line != "HTTP/1.1 200 OK\r\n" {
		t.Errorf("got %q, %v", line, err)
	}
}

func TestWhatIsSentBeforeAnUpgradeIsAnsweredArrivesWhole(t *testing.T) {
	early := make(chan struct{})
	client := exchangeWith(t, func(response http.ResponseWriter, _ *http.Request) {
		<-early
		conn, buffered, err := http.NewResponseController(response).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n")
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		_, _ = io.CopyN(conn, buffered, 4)
	}).connect(t)
	_ = client.SetDeadline(time.Now().Add(patience))
	_, _ = io.WriteString(client, "GET / HTTP/1.1\r\nHost: web\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nping")
	close(early)
	reader := bufio.NewReader(client)
	if answer, err := http.ReadResponse(reader, nil); err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("got %v, %v", answer, err)
	}
	echoed := make([]byte, 4)
	if _, err := io.ReadFull(reader, echoed); string(echoed) != "ping" {
		t.Errorf("got %q, %v", echoed, err)
	}
}

func TestConnectIsATunnelAndNoExchange(t *testing.T) {
	client := exchangeWith(t, func(response http.ResponseWriter, _ *http.Request) {
		conn, buffered, err := http.NewResponseController(response).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		_, _ = io.CopyN(conn, buffered, 4)
	}).connect(t)
	_ = client.SetDeadline(time.Now().Add(patience))
	_, _ = io.WriteString(client, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\nping")
	if got, err := io.ReadAll(client); string(got) != "HTTP/1.1 200 OK\r\n\r\nping" {
		t.Errorf("got %q, %v", got, err)
	}
}
