package main

import (
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

// ask returns the status and the body, or the proxy's error in place of an empty one.
func (s *sender) ask(t *testing.T) string {
	t.Helper()
	response, err := s.client.Get("http://web.shop/hello")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, string(body)+response.Header.Get("l5d-proxy-error"))
}

func saying(answer string) http.HandlerFunc {
	return func(response http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(response, answer) }
}

// TestEachRequestGoesToABackendOfItsOwn shows that the draw decides; that draws of rand.Uint64N share
// requests by weight is left to Go.
func TestEachRequestGoesToABackendOfItsOwn(t *testing.T) {
	anchor := newAuthority(t)
	here := startPod(t, certified(t, anchor, localName), saying("v2"))
	there := startPod(t, certified(t, anchor, gatewayName), saying("v1"))
	destination := startDestination(t)
	says(destination.profiles, clusterAddress, split(override(localPath, 2), override(mirrorPath, 1)))
	says(destination.updates, localPath, add(meshed(here, localName, "")))
	says(destination.updates, mirrorPath, add(meshed(there, gatewayName, localPath)))

	sender := newSender(t, certified(t, anchor, clientName), destination)
	draws := []uint64{0, 0, 2, 0, 1, 0, 2, 0} // backend, endpoint, backend …
	sender.discovery.draw = func(uint64) uint64 {
		draw := draws[0]
		draws = draws[1:]
		return draw
	}
	var answers []string
	for range 4 {
		answers = append(answers, sender.ask(t))
	}
	if want := []string{"200 v2", "200 v1", "200 v2", "200 v1"}; !slices.Equal(answers, want) {
		t.Errorf("got %q, want %q", answers, want)
	}
	if sender.dialled != 1 {
		t.Errorf("the application opened %d connections", sender.dialled)
	}
}

func TestAKeptConnectionFollowsTheEndpoints(t *testing.T) {
	anchor := newAuthority(t)
	one := startPod(t, certified(t, anchor, localName), saying("one"))
	two := startPod(t, certified(t, anchor, localName), saying("two"))
	destination := startDestination(t)
	updates := serviceOf(destination, add(meshed(one, localName, "")))
	sender := newSender(t, certified(t, anchor, clientName), destination)

	eventuallyAnswers := func(want string) {
		t.Helper()
		var got string
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
			if got = sender.ask(t); got == want {
				return
			}
		}
		t.Fatalf("still %q, want %q", got, want)
	}
	eventuallyAnswers("200 one")
	updates <- noEndpoints(true)
	eventuallyAnswers("503 " + servicePath + ": the service has no endpoints")
	updates <- add(meshed(two, localName, ""))
	eventuallyAnswers("200 two")
	if sender.dialled != 1 {
		t.Errorf("the application opened %d connections", sender.dialled)
	}
}

func TestAPeerWithAnotherIdentityIsRefused(t *testing.T) {
	anchor, other := newAuthority(t), newAuthority(t)
	for _, test := range []struct {
		name, proves string
		by           authority
		want         string
	}{
		{
			"another name", gatewayName, anchor,
			"x509: certificate is valid for " + gatewayName + ", not " + localName,
		},
		{"another trust anchor", localName, other, "x509: certificate signed by unknown authority"},
	} {
		t.Run(test.name, func(t *testing.T) {
			peer := certified(t, test.by, test.proves)
			peer.localName = localName // it answers to the name that it cannot prove
			address := startPod(t, peer, saying("the wrong one"))
			destination := startDestination(t)
			serviceOf(destination, add(meshed(address, localName, "")))
			got := newSender(t, certified(t, anchor, clientName), destination).ask(t)
			want := fmt.Sprintf(
				"502 %s as %s: tls: failed to verify certificate: %s", address, localName, test.want)
			// Go may add what it tried to verify with.
			if got, _, _ = strings.Cut(got, " (possibly"); got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestConnectionsThatAreNotHTTPAreSecuredAndPassedOnAsTheyAre(t *testing.T) {
	const request = "GET /hello HTTP/1.1\r\nhost: WEB\r\nx-odd:  Kept\r\n\r\n"
	for _, test := range []struct {
		name, sent string
		profile    *pb.DestinationProfile
	}{
		{"bytes", "\x00\x01 not HTTP", webShop},
		{"HTTP that is declared opaque", request, &pb.DestinationProfile{
			FullyQualifiedName: webShop.GetFullyQualifiedName(), OpaqueProtocol: true,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			anchor := newAuthority(t)
			peer := certified(t, anchor, localName)
			address := startSide(t, &forwarder{
				direction: "inbound", accept: peer.accept(patience), ownAddress: echoTLS,
			})
			destination := startDestination(t)
			says(destination.profiles, clusterAddress, test.profile)
			says(destination.updates, servicePath, add(meshed(address, localName, "")))
			client := newSender(t, certified(t, anchor, clientName), destination).connect(t)
			_, _ = io.WriteString(client, test.sent)
			_ = closeWrite(client)
			if got, err := io.ReadAll(client); err != nil || string(got) != clientName+test.sent {
				t.Errorf("got %q, %v; want %q", got, err, clientName+test.sent)
			}
		})
	}
}

func TestAPodReachesItselfInTheClear(t *testing.T) {
	anchor := newAuthority(t)
	address := startPod(t, certified(t, anchor, localName), saying("me"))
	for _, test := range []struct {
		name, want string
		own        []netip.Addr
	}{
		{"itself", "200 me", []netip.Addr{address.Addr()}},
		{"and nobody else", fmt.Sprintf(
			"502 %s as nobody.proves.this: tls: first record does not look like a TLS handshake", address), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			destination := startDestination(t)
			serviceOf(destination, add(meshed(address, "nobody.proves.this", "")))
			sender := newSender(t, certified(t, anchor, localName), destination)
			sender.dialer.own = test.own
			if got := sender.ask(t); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
