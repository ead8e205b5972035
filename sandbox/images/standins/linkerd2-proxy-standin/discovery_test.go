package main

import (
	"maps"
	"net/netip"
	"slices"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

const (
	clusterAddress = "127.43.0.9:80" // loopback, for a test that would connect to it by mistake
	servicePath    = "web.shop.svc.cluster.local:80"
)

var (
	clusterIP = netip.MustParseAddrPort(clusterAddress)
	webShop   = &pb.DestinationProfile{FullyQualifiedName: "web.shop.svc.cluster.local"}
	patience  = 10 * time.Second // how long a test waits for what must happen
)

func expectAddress(t *testing.T, discovery *discovery, original, want netip.AddrPort) {
	t.Helper()
	if got, err := discovery.byAddress(original); err != nil || got != unmeshed(want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

// eventually is for updates, which the discovery reads after the server has sent them.
func eventually(t *testing.T, discovery *discovery, want netip.AddrPort) {
	t.Helper()
	var got endpoint
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if got, _ = discovery.byAddress(clusterIP); got == unmeshed(want) {
			return
		}
	}
	t.Fatalf("still %v, want %v", got, want)
}

func TestAConnectionGoesWhereLinkerdDestinationSays(t *testing.T) {
	const profileAsked, endpointsAsked = "GetProfile " + clusterAddress, "Get " + servicePath
	for _, test := range []struct {
		name    string
		profile *pb.DestinationProfile // nil: refused
		update  *pb.Update             // nil: refused
		want    netip.AddrPort
		problem string
		asked   []string
	}{
		{
			name: "to an endpoint of the service", profile: webShop, update: add(weighted(first, 1)),
			want: first, asked: []string{profileAsked, endpointsAsked},
		},
		{
			name: "to the endpoint that the profile names, whatever the service",
			profile: &pb.DestinationProfile{
				FullyQualifiedName: "web.shop.svc.cluster.local", Endpoint: weighted(second, 1),
			},
			want: second, asked: []string{profileAsked},
		},
		{
			name: "to its original destination if that is no service", profile: &pb.DestinationProfile{},
			want: clusterIP, asked: []string{profileAsked},
		},
		{
			name: "to its original destination if the profile is refused",
			want: clusterIP, asked: []string{profileAsked},
		},
		{
			name: "to its original destination if the endpoints are refused", profile: webShop,
			want: clusterIP, asked: []string{profileAsked, endpointsAsked},
		},
		{
			name: "to its original destination if the service does not exist", profile: webShop,
			update: noEndpoints(false), want: clusterIP, asked: []string{profileAsked, endpointsAsked},
		},
		{
			name: "nowhere if the service has no endpoints", profile: webShop, update: noEndpoints(true),
			problem: servicePath + ": the service has no endpoints",
			asked:   []string{profileAsked, endpointsAsked},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startDestination(t)
			if test.profile != nil {
				says(server.profiles, clusterAddress, test.profile)
			}
			if test.update != nil {
				says(server.updates, servicePath, test.update)
			}
			got, err := discover(t, server.address, time.Minute).byAddress(clusterIP)
			problem := ""
			if err != nil {
				problem = err.Error()
			}
			if got.address != test.want || problem != test.problem {
				t.Errorf("got %v, %q; want %v, %q", got, problem, test.want, test.problem)
			}
			// How often is left open: what is refused is asked for again.
			asked := slices.Sorted(maps.Keys(server.askedFor()))
			slices.Sort(test.asked)
			if !slices.Equal(asked, test.asked) {
				t.Errorf("asked for %q, want %q", asked, test.asked)
			}
		})
	}
}

func TestADestinationOutsideTheNetworksIsNotAskedFor(t *testing.T) {
	server := startDestination(t)
	outside := netip.MustParseAddrPort("198.18.0.21:6443")
	expectAddress(t, discover(t, server.address, time.Minute), outside, outside)
	if asked := server.askedFor(); len(asked) != 0 {
		t.Errorf("asked for %v", asked)
	}
}

func TestWithoutLinkerdDestinationConnectionsGoToTheirOriginalDestination(t *testing.T) {
	t.Run("nothing listens", func(t *testing.T) {
		discovery := discover(t, "127.0.0.1:1", time.Minute)
		discovery.limit = time.Hour // a refused dial is an answer; waiting for the limit would hang here
		expectAddress(t, discovery, clusterIP, clusterIP)
	})
	t.Run("it is silent, until it answers", func(t *testing.T) {
		server := startDestination(t)
		profiles := says(server.profiles, clusterAddress)
		says(server.updates, servicePath, add(weighted(first, 1)))
		discovery := discover(t, server.address, time.Minute)
		discovery.limit = time.Millisecond
		expectAddress(t, discovery, clusterIP, clusterIP)
		discovery.limit = time.Hour // the silence is known; waiting for the limit again would hang here
		expectAddress(t, discovery, clusterIP, clusterIP)
		profiles <- webShop
		eventually(t, discovery, first)
	})
}
