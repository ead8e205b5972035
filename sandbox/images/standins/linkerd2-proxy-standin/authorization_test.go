package main

import (
	"net/netip"
	"testing"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	ip "github.com/linkerd/linkerd2-proxy-api/go/net"

	"linkerd-multicluster/sandbox/images/standins/defaultpolicy"
)

func TestAnAuthorizationPermits(t *testing.T) {
	from := func(networks ...string) (result []netip.Prefix) {
		for _, network := range networks {
			result = append(result, netip.MustParsePrefix(network))
		}
		return result
	}
	lets := func(authn *pb.Authn, networks ...string) *pb.Authz {
		return defaultpolicy.Authz(nil, authn, from(networks...))
	}
	named := defaultpolicy.Identities(
		[]*pb.Identity{{Name: clientName}}, []*pb.IdentitySuffix{{Parts: []string{"west", "example"}}},
	)
	except := lets(defaultpolicy.Anybody, "10.0.0.0/8")
	except.Networks[0].Except = []*ip.IPNetwork{lets(defaultpolicy.Anybody, "10.1.0.0/16").Networks[0].Net}
	for _, test := range []struct {
		name     string
		authz    *pb.Authz
		address  string
		identity string
		want     bool
	}{
		{"an address of the network", lets(defaultpolicy.Anybody, "10.0.0.0/8"), "10.255.0.1", "", true},
		{"no other address", lets(defaultpolicy.Anybody, "10.0.0.0/8"), "11.0.0.1", "", false},
		{"an address of one of the networks", lets(defaultpolicy.Anybody, "10.0.0.0/8", "fd00::/8"), "fd12::1", "", true},
		{"no other address of IPv6", lets(defaultpolicy.Anybody, "10.0.0.0/8", "fd00::/8"), "fe12::1", "", false},
		{"nobody without a network", lets(defaultpolicy.Anybody), "10.0.0.1", "", false},
		{"an address beside the exception", except, "10.2.0.1", "", true},
		{"not the exception", except, "10.1.0.1", "", false},
		{"any identity", lets(defaultpolicy.AnyIdentity, "10.0.0.0/8"), "10.0.0.1", "x", true},
		{"not nobody", lets(defaultpolicy.AnyIdentity, "10.0.0.0/8"), "10.0.0.1", "", false},
		{"no identity from elsewhere", lets(defaultpolicy.AnyIdentity, "10.0.0.0/8"), "11.0.0.1", "x", false},
		{"an identity by its name", lets(named, "10.0.0.0/8"), "10.0.0.1", clientName, true},
		{"an identity by its end", lets(named, "10.0.0.0/8"), "10.0.0.1", "a.b.west.example", true},
		{"not the end alone", lets(named, "10.0.0.0/8"), "10.0.0.1", "west.example", false},
		{"no identity that only ends with the same letters", lets(named, "10.0.0.0/8"), "10.0.0.1", "a.midwest.example", false},
		{"no other identity", lets(named, "10.0.0.0/8"), "10.0.0.1", gatewayName, false},
		{"nobody by what is not known", lets(&pb.Authn{}, "10.0.0.0/8"), "10.0.0.1", "x", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := peer{netip.MustParseAddr(test.address), test.identity}
			if got := permits([]*pb.Authz{test.authz}, client); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
