package main

import (
	"encoding/binary"
	"errors"
	"maps"
	"net/netip"
	"slices"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
	"github.com/linkerd/linkerd2-proxy-api/go/net"
)

var errNoEndpoints = errors.New("the service has no endpoints")

// endpoint is where a connection or request goes.
type endpoint struct {
	address   netip.AddrPort
	identity  string // what it proves over TLS; "": it is spoken to in the clear
	authority string // takes the place of a request's own; "": that is kept
	of        serviceLabels
}

// serviceLabels name the Service of an endpoint in metrics, as linkerd-destination says.
type serviceLabels struct{ namespace, name, targetCluster string }

// metricLabels are the names of its fields in the real proxy's metrics.
var metricLabels = []string{"dst_namespace", "dst_service", "dst_target_cluster"}

func (s serviceLabels) values() []string { return []string{s.namespace, s.name, s.targetCluster} }

func serviceOfSet(labels map[string]string) serviceLabels {
	return serviceLabels{labels["namespace"], labels["service"], labels["target_cluster"]}
}

// unmeshed is an endpoint of which only the address is known.
func unmeshed(address netip.AddrPort) endpoint { return endpoint{address: address} }

// endpointOf returns an endpoint without an address for what has none that can be used.
func endpointOf(address *pb.WeightedAddr) endpoint {
	return endpoint{
		address:   addrPort(address.GetAddr()),
		identity:  address.GetTlsIdentity().GetDnsLikeIdentity().GetName(),
		authority: address.GetAuthorityOverride().GetAuthorityOverride(),
	}
}

type weightedEndpoint struct {
	endpoint
	weight uint32
}

// endpoints is what linkerd-destination says of one service at one time. Its zero value is a service
// that does not exist.
type endpoints struct {
	exists bool
	byAddr map[netip.AddrPort]weightedEndpoint
}

// updated returns the endpoints after an update, by the rules in the API's destination.proto.
func (e endpoints) updated(update *pb.Update) endpoints {
	result := endpoints{exists: true, byAddr: make(map[netip.AddrPort]weightedEndpoint)}
	if none, ok := update.GetUpdate().(*pb.Update_NoEndpoints); ok {
		result.exists = none.NoEndpoints.GetExists()
		return result
	}
	maps.Copy(result.byAddr, e.byAddr)
	of := serviceOfSet(update.GetAdd().GetMetricLabels())
	for _, added := range update.GetAdd().GetAddrs() {
		if endpoint := endpointOf(added); endpoint.address.IsValid() {
			endpoint.of = of
			result.byAddr[endpoint.address] = weightedEndpoint{endpoint, added.GetWeight()}
		}
	}
	for _, removed := range update.GetRemove().GetAddrs() {
		delete(result.byAddr, addrPort(removed))
	}
	return result
}

// available tells whether there is an endpoint to pick.
func (e endpoints) available() bool {
	for _, endpoint := range e.byAddr {
		if endpoint.weight > 0 {
			return true
		}
	}
	return false
}

// pick returns an endpoint, each as often as its share of the weights.
func (e endpoints) pick(draw func(uint64) uint64) (endpoint, error) {
	// In a fixed order, so that the same draw picks the same endpoint.
	all := slices.SortedFunc(maps.Values(e.byAddr), func(a, b weightedEndpoint) int {
		return a.address.Compare(b.address)
	})
	weight := func(e weightedEndpoint) uint32 { return e.weight }
	picked, found := pickByWeight(all, weight, draw)
	if !found {
		return endpoint{}, errNoEndpoints
	}
	return picked.endpoint, nil
}

// addrPort returns the zero value for anything but IPv4, which is all that Linkerd 2.14 sends.
func addrPort(address *net.TcpAddress) netip.AddrPort {
	ipv4, ok := address.GetIp().GetIp().(*net.IPAddress_Ipv4)
	if !ok {
		return netip.AddrPort{}
	}
	var bytes [4]byte
	binary.BigEndian.PutUint32(bytes[:], ipv4.Ipv4)
	return netip.AddrPortFrom(netip.AddrFrom4(bytes), uint16(address.GetPort()))
}
