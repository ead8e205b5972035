package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

const exportedPath = "web.shop.svc.cluster.local:5000"

func TestAGatewayAdmits(t *testing.T) {
	gateway := gateway{suffixes: []string{"svc.cluster.local.", "example.org."}, localName: gatewayName}
	by := func(name string) string { return "by=" + name + ";for=" + clientName + ";host=web;proto=https" }
	for _, test := range []struct {
		name, client, authority string
		forwarded               []string
		want                    string
	}{
		{"a name below a suffix", clientName, "web.shop.svc.cluster.local:5000", nil, exportedPath},
		{"HTTP's port by default", clientName, "web.shop.svc.cluster.local", nil, localPath},
		{"large letters and a final dot", clientName, "WEB.shop.svc.Cluster.local.:80", nil, localPath},
		{"another suffix", clientName, "a.example.org", nil, "a.example.org:80"},
		{"what another gateway has forwarded", clientName, exportedPath, []string{by("other")}, exportedPath},
		{"no client without an identity", "", exportedPath, nil, "403 no identity provided"},
		{"no request of its own", gatewayName, exportedPath, nil, "508 gateway loop detected"},
		{
			"nothing that it has forwarded", clientName, exportedPath, []string{by("other"), by(gatewayName)},
			"508 gateway loop detected",
		},
		{
			"nothing that it has forwarded, said in one header", clientName, exportedPath,
			[]string{by("other") + ", " + by(gatewayName)}, "508 gateway loop detected",
		},
		{"no other name", clientName, "example.com:80", nil, `404 bad gateway domain "example.com:80"`},
		{
			"no name that only ends like a suffix", clientName, "evilexample.org", nil,
			`404 bad gateway domain "evilexample.org"`,
		},
		{"no bare suffix", clientName, "example.org", nil, `404 bad gateway domain "example.org"`},
		{"no address", clientName, "10.43.0.9:80", nil, `404 bad gateway domain "10.43.0.9:80"`},
		{"no port that is none", clientName, "a.example.org:x", nil, `404 bad gateway domain "a.example.org:x"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			host, port, err := gateway.admit(test.client, test.authority, test.forwarded)
			got := fmt.Sprintf("%s:%d", host, port)
			var refused *refusal
			if errors.As(err, &refused) {
				got = fmt.Sprintf("%d %s", refused.status, refused.reason)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestASuffixOfADotAdmitsEveryName(t *testing.T) {
	if !(gateway{suffixes: []string{"."}}).serves("example.com") {
		t.Error("refused")
	}
}

// TestARequestCrossesClusters has both clusters' linkerd-destination say what the real ones say of a
// mirrored service, and everything between them over mutual TLS.
func TestARequestCrossesClusters(t *testing.T) {
	anchor := newAuthority(t)
	pod := startPod(t, certified(t, anchor, localName), func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "%s %s; %s; %q", r.Host, r.RequestURI, r.Header.Get("X-Kept"), r.Header["Forwarded"])
	})
	east := startDestination(t)
	says(east.profiles, exportedPath, &pb.DestinationProfile{FullyQualifiedName: "web.shop.svc.cluster.local"})
	says(east.updates, exportedPath, add(meshed(pod, localName, "")))
	gatewayMetrics := newMetrics()
	gateway := startGateway(t, certified(t, anchor, gatewayName), east, gatewayMetrics)

	west := startDestination(t)
	serviceOf(west, labelled(add(meshed(gateway, gatewayName, exportedPath)), mirrorLabels))
	sender := newSender(t, certified(t, anchor, clientName), west)
	request, _ := http.NewRequest("GET", "http://web-east.shop/hello?a=b", nil)
	request.Header.Set("X-Kept", "kept")
	response, err := sender.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	_ = response.Body.Close()
	want := fmt.Sprintf("%s /hello?a=b; kept; [\"by=%s;for=%s;host=%s;proto=https\"]",
		exportedPath, gatewayName, clientName, exportedPath)
	if string(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	const none = `dst_namespace="",dst_service="",dst_target_cluster=""`
	const mirror = `dst_namespace="shop",dst_service="web-east",dst_target_cluster="east"`
	expectMetrics(t, sender.metrics, `request_total{direction="outbound",`+mirror+`,tls="true"} 1`,
		`response_total{direction="outbound",`+mirror+`,status_code="200",tls="true"} 1`)
	expectMetrics(t, gatewayMetrics, `request_total{direction="inbound",`+none+`,tls="true"} 1`,
		`request_total{direction="outbound",`+none+`,tls="true"} 1`,
		`response_total{direction="inbound",`+none+`,status_code="200",tls="true"} 1`,
		`response_total{direction="outbound",`+none+`,status_code="200",tls="true"} 1`)
}

func TestAGatewaySaysWhyThereIsNoAnswer(t *testing.T) {
	anchor := newAuthority(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for _, test := range []struct {
		name   string
		update *pb.Update // nil: refused
		want   string
	}{
		{
			"the service is unknown", nil,
			"404 " + exportedPath + ": " + exportedPath + ": linkerd-destination knows no such service",
		},
		{"it has no endpoints", noEndpoints(true), "503 " + exportedPath + ": the service has no endpoints"},
		{
			"an endpoint does not answer", add(meshed(addressOf(closed), localName, "")),
			fmt.Sprintf("502 dial tcp %s: connect: connection refused", closed.Addr()),
		},
		{"it loops back", add(meshed(addressOf(closed), localName, "")), "508 gateway loop detected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			east, west := startDestination(t), startDestination(t)
			says(east.profiles, exportedPath, split())
			if test.update != nil {
				says(east.updates, exportedPath, test.update)
			}
			address := startGateway(t, certified(t, anchor, gatewayName), east, newMetrics())
			serviceOf(west, add(meshed(address, gatewayName, exportedPath)))
			client := clientName
			if strings.HasPrefix(test.want, "508 ") {
				client = gatewayName
			}
			if got := newSender(t, certified(t, anchor, client), west).ask(t); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestAGatewayWantsACertificateOfTheMesh(t *testing.T) {
	anchor, other := newAuthority(t), newAuthority(t)
	gateway := startGateway(t, certified(t, anchor, gatewayName), startDestination(t), newMetrics())
	none := certified(t, anchor, clientName)
	none.current.Store(nil)
	stranger := certified(t, anchor, clientName)
	stranger.current.Store(certified(t, other, clientName).current.Load())
	const refused = "HTTP/1.1 403 Forbidden\r\nL5d-Proxy-Error: no identity provided\r\n"
	for _, test := range []struct {
		name string
		dial func() (net.Conn, error)
		want string
	}{
		{"not plain HTTP", func() (net.Conn, error) { return net.Dial("tcp", gateway.String()) }, refused},
		{"not TLS without a client's certificate", func() (net.Conn, error) {
			return dialer{none, nil, patience}.dial(t.Context(), endpoint{address: gateway, identity: gatewayName})
		}, refused},
		{"not one of another trust anchor", func() (net.Conn, error) {
			return dialer{stranger, nil, patience}.dial(t.Context(), endpoint{address: gateway, identity: gatewayName})
		}, "remote error: tls: unknown certificate authority"},
	} {
		t.Run(test.name, func(t *testing.T) {
			conn, err := test.dial()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: "+exportedPath+"\r\n\r\n")
			reader := bufio.NewReader(conn)
			first, err := reader.ReadString('\n')
			second, _ := reader.ReadString('\n')
			got := first + second
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
