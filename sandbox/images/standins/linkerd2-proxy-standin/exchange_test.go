package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"testing"
	"time"
)

// exchangeWith is a connection to a service with one meshed pod, whose application is this handler.
func exchangeWith(t *testing.T, handler http.HandlerFunc) *sender {
	t.Helper()
	anchor := newAuthority(t)
	destination := startDestination(t)
	serviceOf(destination, add(meshed(startPod(t, certified(t, anchor, localName), handler), localName, "")))
	return newSender(t, certified(t, anchor, clientName), destination)
}

func TestAnExchangeIsPassedOnAsItIs(t *testing.T) {
	dump := func(response http.ResponseWriter, request *http.Request) {
		content, _ := httputil.DumpRequest(request, true)
		response.Header()["Date"] = nil
		response.Header()["Content-Type"] = nil
		_, _ = response.Write(content)
	}
	for _, test := range []struct {
		name, sent, seen string
	}{
		{
			"its Host, its query and the headers of proxies before",
			"GET /a%2Fb?x=1;y=2&%zz HTTP/1.1\r\nHost: Web:80\r\nX-Forwarded-For: 1.2.3.4\r\nForwarded: by=x\r\n\r\n",
			"GET /a%2Fb?x=1;y=2&%zz HTTP/1.1\r\nHost: Web:80\r\nForwarded: by=x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
		},
		{
			"a body in chunks",
			"POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
		},
		{
			"a body of a length",
			"PUT / HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\n\r\nbody",
			"PUT / HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\n\r\nbody",
		},
		{"a request for no file", "OPTIONS * HTTP/1.1\r\nHost: web\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: web\r\n\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := exchangeWith(t, dump).connect(t)
			_, _ = io.WriteString(client, test.sent)
			// Half-closed, the client still gets its answer.
			_ = closeWrite(client)
			answer, err := io.ReadAll(client)
			want := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(test.seen), test.seen)
			if err != nil || string(answer) != want {
				t.Errorf("got  %q, %v\nwant %q", answer, err, want)
			}
		})
	}
}

func TestAnAnswerIsPassedOnAsItComes(t *testing.T) {
	read := make(chan struct{})
	client := exchangeWith(t, func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Length", "10")
		_, _ = io.WriteString(response, "first")
		_ = http.NewResponseController(response).Flush()
		select {
		case <-read:
			_, _ = io.WriteString(response, "final")
		case <-time.After(patience):
		}
	}).connect(t)
	_, _ = io.WriteString(client, "GET / HTTP/1.1\r\nHost: web\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(client), nil)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 5)
	_, _ = io.ReadFull(response.Body, first)
	close(read)
	if final, err := io.ReadAll(response.Body); err != nil || string(first)+string(final) != "firstfinal" {
		t.Errorf("got %q and %q, %v", first, final, err)
	}
}

func TestRequestsOnOneConnection(t *testing.T) {
	client := exchangeWith(t, func(response http.ResponseWriter, request *http.Request) {
		_, _ = io.WriteString(response, request.URL.Path)
	}).connect(t)
	request := func(path, more string) string { return "GET " + path + " HTTP/1.1\r\nHost: web\r\n" + more + "\r\n" }
	// The second is sent before the first is answered; the last ends the connection.
	_, _ = io.WriteString(client, request("/1", "")+request("/2", "")+request("/3", "Connection: close\r\n"))
	reader := bufio.NewReader(client)
	for _, want := range []string{"/1", "/2", "/3"} {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(response.Body); string(body) != want {
			t.Errorf("got %q, want %q", body, want)
		}
	}
	if rest, err := io.ReadAll(reader); err != nil || len(rest) != 0 {
		t.Errorf("then %q, %v", rest, err)
	}
}

func TestABodyIsSentWhenTheEndpointWantsIt(t *testing.T) {
	const head = "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
	t.Run("which it says", func(t *testing.T) {
		client := exchangeWith(t, func(response http.ResponseWriter, request *http.Request) {
			_, _ = io.Copy(response, request.Body)
		}).connect(t)
		reader := bufio.NewReader(client)
		_, _ = io.WriteString(client, head)
		if line, _ := reader.ReadString('\n'); line != "HTTP/1.1 100 Continue\r\n" {
			t.Fatalf("got %q", line)
		}
		_, _ = reader.ReadString('\n')
		_, _ = io.WriteString(client, "body")
		response, err := http.ReadResponse(reader, nil)
		// It may come twice: ReverseProxy passes it on, and net/http's server says it when the body is read.
		for err == nil && response.StatusCode == http.StatusContinue {
			response, err = http.ReadResponse(reader, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(response.Body); response.StatusCode != 200 || string(body) != "body" {
			t.Errorf("got %d %q", response.StatusCode, body)
		}
	})
	t.Run("and not when it refuses", func(t *testing.T) {
		client := exchangeWith(t, func(response http.ResponseWriter, _ *http.Request) {
			response.WriteHeader(http.StatusRequestEntityTooLarge)
		}).connect(t)
		_, _ = io.WriteString(client, head)
		if line, _ := bufio.NewReader(client).ReadString('\n'); line != "HTTP/1.1 413 Request Entity Too Large\r\n" {
			t.Errorf("got %q", line)
		}
	})
}

func TestAConnectionCanSwitchItsProtocol(t *testing.T) {
	client := exchangeWith(t, func(response http.ResponseWriter, request *http.Request) {
		conn, buffered, err := http.NewResponseController(response).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "+
			request.Header.Get("Upgrade")+"\r\n\r\n")
		line, _ := buffered.ReadString('\n')
		_, _ = io.WriteString(conn, "echo "+line)
	}).connect(t)
	_, _ = io.WriteString(client, "GET /chat HTTP/1.1\r\nHost: web\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n")
	reader := bufio.NewReader(client)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 101 || response.Header.Get("Upgrade") != "lines" {
		t.Fatalf("got %d %q", response.StatusCode, response.Header)
	}
	_, _ = io.WriteString(client, "hello\n")
	if rest, err := io.ReadAll(reader); err != nil || string(rest) != "echo hello\n" {
		t.Errorf("got %q, %v", rest, err)
	}
}

func TestAFailureHasTheStatusOfItsKind(t *testing.T) {
	for err, want := range map[error]int{
		&refusal{http.StatusForbidden, "no identity provided"}: 403,
		fmt.Errorf("web:80: %w", errUnknownService):            404,
		fmt.Errorf("web:80: %w", errNoEndpoints):               503,
		fmt.Errorf("%w (web:80)", errNoBackend):                503,
		fmt.Errorf("web:80: %w: %w", errNoAnswer, io.EOF):      503,
		io.ErrUnexpectedEOF:                                    502,
	} {
		if got := statusOf(err); got != want {
			t.Errorf("%v: got %d, want %d", err, got, want)
		}
	}
}
