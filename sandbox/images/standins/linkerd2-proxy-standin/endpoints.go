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

// endpoints is what linkerd-destination says of one service at one time. Its zero value is a service
// that does not exist.
type endpoints struct {
	exists  bool
	weights map[netip.AddrPort]uint32
}

// updated returns the endpoints after an update, by the rules in the API's destination.proto.
func (e endpoints) updated(update *pb.Update) endpoints {
	result := endpoints{exists: true, weights: make(map[netip.AddrPort]uint32)}
	if none, ok := update.GetUpdate().(*pb.Update_NoEndpoints); ok {
		result.exists = none.NoEndpoints.GetExists()
		return result
	}
	maps.Copy(result.weights, e.weights)
	for _, added := range update.GetAdd().GetAddrs() {
		if address := addrPort(added.GetAddr()); address.IsValid() {
			result.weights[address] = added.GetWeight()
		}
	}
	for _, removed := range update.GetRemove().GetAddrs() {
		delete(result.weights, addrPort(removed))
	}
	return result
}

// pick returns an endpoint, each as often as its share of the weights; draw returns a random number
// below its argument.
func (e endpoints) pick(draw func(uint64) uint64) (netip.AddrPort, error) {
	var total uint64
	for _, weight := range e.weights {
		total += uint64(weight)
	}
	if total == 0 {
		return netip.AddrPort{}, errNoEndpoints
	}
	rest := draw(total)
	for _, address := range slices.SortedFunc(maps.Keys(e.weights), netip.AddrPort.Compare) {
		weight := uint64(e.weights[address])
		if rest < weight {
			return address, nil
		}
		rest -= weight
	}
	return netip.AddrPort{}, errNoEndpoints
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
