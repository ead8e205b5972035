package main

import (
	"maps"
	"net/netip"
	"testing"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
	"github.com/linkerd/linkerd2-proxy-api/go/net"
)

var (
	first  = netip.MustParseAddrPort("10.42.1.5:8080")
	second = netip.MustParseAddrPort("10.42.2.7:8080")
	third  = netip.MustParseAddrPort("198.18.2.200:4143")
)

func tcpAddress(address netip.AddrPort) *net.TcpAddress {
	octets := address.Addr().As4()
	value := uint32(octets[0])<<24 | uint32(octets[1])<<16 | uint32(octets[2])<<8 | uint32(octets[3])
	return &net.TcpAddress{
		Ip: &net.IPAddress{Ip: &net.IPAddress_Ipv4{Ipv4: value}}, Port: uint32(address.Port()),
	}
}

func weighted(address netip.AddrPort, weight uint32) *pb.WeightedAddr {
	return &pb.WeightedAddr{Addr: tcpAddress(address), Weight: weight}
}

// meshed is a weighted endpoint that proves an identity, and that may want another authority.
func meshed(address netip.AddrPort, identity, authority string) *pb.WeightedAddr {
	result := weighted(address, 10000)
	result.TlsIdentity = &pb.TlsIdentity{Strategy: &pb.TlsIdentity_DnsLikeIdentity_{
		DnsLikeIdentity: &pb.TlsIdentity_DnsLikeIdentity{Name: identity},
	}}
	if authority != "" {
		result.AuthorityOverride = &pb.AuthorityOverride{AuthorityOverride: authority}
	}
	return result
}

// known is a service whose endpoints have nothing but these weights.
func known(weights map[netip.AddrPort]uint32) endpoints {
	result := endpoints{exists: true, byAddr: map[netip.AddrPort]weightedEndpoint{}}
	for address, weight := range weights {
		result.byAddr[address] = weightedEndpoint{unmeshed(address), weight}
	}
	return result
}

func add(addresses ...*pb.WeightedAddr) *pb.Update {
	return &pb.Update{Update: &pb.Update_Add{Add: &pb.WeightedAddrSet{Addrs: addresses}}}
}

// mirrorLabels are what linkerd-destination says of the endpoints of a mirror.
var mirrorLabels = map[string]string{
	"namespace": "shop", "service": "web-east", "target_cluster": "east", "target_service": "web",
}

func labelled(update *pb.Update, labels map[string]string) *pb.Update {
	update.GetAdd().MetricLabels = labels
	return update
}

func remove(addresses ...netip.AddrPort) *pb.Update {
	var set pb.AddrSet
	for _, address := range addresses {
		set.Addrs = append(set.Addrs, tcpAddress(address))
	}
	return &pb.Update{Update: &pb.Update_Remove{Remove: &set}}
}

func noEndpoints(exists bool) *pb.Update {
	return &pb.Update{Update: &pb.Update_NoEndpoints{NoEndpoints: &pb.NoEndpoints{Exists: exists}}}
}

func TestEndpointsFollowTheUpdates(t *testing.T) {
	ipv6 := &pb.WeightedAddr{Weight: 1, Addr: &net.TcpAddress{
		Ip: &net.IPAddress{Ip: &net.IPAddress_Ipv6{Ipv6: &net.IPv6{Last: 1}}}, Port: 80,
	}}
	for _, test := range []struct {
		name    string
		updates []*pb.Update
		want    endpoints
	}{
		{"nothing said is a service that does not exist", nil, endpoints{}},
		{
			"a second add keeps the first", []*pb.Update{add(weighted(first, 1)), add(weighted(second, 2))},
			known(map[netip.AddrPort]uint32{first: 1, second: 2}),
		},
		{
			"an add changes a weight", []*pb.Update{add(weighted(first, 1)), add(weighted(first, 3))},
			known(map[netip.AddrPort]uint32{first: 3}),
		},
		{
			"a remove takes one away",
			[]*pb.Update{add(weighted(first, 1), weighted(second, 2)), remove(first)},
			known(map[netip.AddrPort]uint32{second: 2}),
		},
		{
			"after the last remove the service still exists",
			[]*pb.Update{add(weighted(first, 1)), remove(first)},
			endpoints{exists: true},
		},
		{
			"no endpoints empties the set", []*pb.Update{add(weighted(first, 1)), noEndpoints(true)},
			endpoints{exists: true},
		},
		{
			"a service can cease to exist", []*pb.Update{add(weighted(first, 1)), noEndpoints(false)},
			endpoints{},
		},
		{
			"an endpoint keeps its identity and authority",
			[]*pb.Update{add(meshed(third, "gateway.mc", "web.shop.svc.cluster.local:80"))},
			endpoints{true, map[netip.AddrPort]weightedEndpoint{
				third: {endpoint{
					address: third, identity: "gateway.mc", authority: "web.shop.svc.cluster.local:80",
				}, 10000},
			}},
		},
		{
			"an endpoint is known by its Service and the cluster that it mirrors",
			[]*pb.Update{labelled(add(weighted(third, 1)), mirrorLabels)},
			endpoints{true, map[netip.AddrPort]weightedEndpoint{
				third: {endpoint{address: third, of: serviceLabels{"shop", "web-east", "east"}}, 1},
			}},
		},
		{"an IPv6 address is left out", []*pb.Update{add(ipv6)}, endpoints{exists: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got endpoints
			for _, update := range test.updates {
				got = got.updated(update)
			}
			if got.exists != test.want.exists || !maps.Equal(got.byAddr, test.want.byAddr) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestAnUpdateLeavesTheEndpointsBeforeItAsTheyWere(t *testing.T) {
	before := endpoints{}.updated(add(weighted(first, 1)))
	before.updated(add(weighted(second, 1)))
	before.updated(remove(first))
	if want := known(map[netip.AddrPort]uint32{first: 1}); !maps.Equal(before.byAddr, want.byAddr) {
		t.Errorf("got %v, want %v", before, want)
	}
}

func TestEndpointsArePickedByTheirShareOfTheWeights(t *testing.T) {
	set := known(map[netip.AddrPort]uint32{first: 1, second: 0, third: 3})
	want := []netip.AddrPort{first, third, third, third}
	for drawn := range uint64(4) {
		got, err := set.pick(func(total uint64) uint64 {
			if total != 4 {
				t.Errorf("draws below %d", total)
			}
			return drawn
		})
		if err != nil || got != unmeshed(want[drawn]) {
			t.Errorf("%d: got %v, %v; want %v", drawn, got, err, want[drawn])
		}
	}
	_, err := endpoints{exists: true}.pick(func(uint64) uint64 { panic("drew from nothing") })
	if err != errNoEndpoints {
		t.Errorf("got %v", err)
	}
}
