package main

import (
	"encoding/binary"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/linkerd/linkerd2-proxy-api/go/http_route"
	"github.com/linkerd/linkerd2-proxy-api/go/http_types"
	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"github.com/linkerd/linkerd2-proxy-api/go/meta"
	ip "github.com/linkerd/linkerd2-proxy-api/go/net"
)

// peer is who connects.
type peer struct {
	address  netip.Addr
	identity string // "": it has proved none
}

func peerOf(conn net.Conn) peer {
	remote, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
	return peer{remote.Addr().Unmap(), identityOf(conn)}
}

// permits tells whether one of the authorizations lets a client in.
func permits(authorizations []*pb.Authz, client peer) bool {
	return slices.ContainsFunc(authorizations, func(authz *pb.Authz) bool {
		return slices.ContainsFunc(authz.GetNetworks(), func(network *pb.Network) bool {
			return within(network, client.address)
		}) && proves(authz.GetAuthentication(), client.identity)
	})
}

func within(network *pb.Network, address netip.Addr) bool {
	return contains(network.GetNet(), address) &&
		!slices.ContainsFunc(network.GetExcept(), func(except *ip.IPNetwork) bool {
			return contains(except, address)
		})
}

// contains is false for a network that is not well formed.
func contains(network *ip.IPNetwork, address netip.Addr) bool {
	var first netip.Addr
	switch kind := network.GetIp().GetIp().(type) {
	case *ip.IPAddress_Ipv4:
		first = netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, kind.Ipv4)))
	case *ip.IPAddress_Ipv6:
		raw := binary.BigEndian.AppendUint64(nil, kind.Ipv6.GetFirst())
		first = netip.AddrFrom16([16]byte(binary.BigEndian.AppendUint64(raw, kind.Ipv6.GetLast())))
	}
	return netip.PrefixFrom(first, int(network.GetPrefixLen())).Contains(address)
}

func proves(wanted *pb.Authn, identity string) bool {
	switch permit := wanted.GetPermit().(type) {
	case *pb.Authn_Unauthenticated:
		return true
	case *pb.Authn_MeshTLS:
		switch clients := permit.MeshTLS.GetClients().(type) {
		case *pb.Authn_PermitMeshTLS_Identities:
			return identity != "" && isOneOf(clients.Identities, identity)
		}
	}
	slog.Warn("lets nobody in: not known to the stand-in", "authentication", wanted)
	return false
}

func isOneOf(wanted *pb.Authn_PermitMeshTLS_PermitClientIdentities, identity string) bool {
	named := func(name *pb.Identity) bool { return name.GetName() == identity }
	ends := func(suffix *pb.IdentitySuffix) bool {
		return len(suffix.GetParts()) == 0 ||
			strings.HasSuffix(identity, "."+strings.Join(suffix.GetParts(), "."))
	}
	return slices.ContainsFunc(wanted.GetIdentities(), named) ||
		slices.ContainsFunc(wanted.GetSuffixes(), ends)
}

// routesOf returns false for a port whose bytes are no requests to look at.
func routesOf(policy *pb.Server) ([]*pb.HttpRoute, bool) {
	switch kind := policy.GetProtocol().GetKind().(type) {
	case *pb.ProxyProtocol_Detect_:
		return kind.Detect.GetHttpRoutes(), true
	case *pb.ProxyProtocol_Http1_:
		return kind.Http1.GetRoutes(), true
	}
	return nil, false
}

// routed tells whether a policy has routes that somebody made. They would turn requests away, or change
// them, which this stand-in does not.
func routed(policy *pb.Server) bool {
	routes, _ := routesOf(policy)
	return slices.ContainsFunc(routes, func(route *pb.HttpRoute) bool {
		_, ours := route.GetMetadata().GetKind().(*meta.Metadata_Default)
		return !ours
	})
}

// routesPermit tells whether a route that matches a request lets its client in.
func routesPermit(policy *pb.Server, request *http.Request, client peer) bool {
	routes, _ := routesOf(policy)
	return slices.ContainsFunc(routes, func(route *pb.HttpRoute) bool {
		return permits(route.GetAuthorizations(), client) &&
			slices.ContainsFunc(route.GetRules(), func(rule *pb.HttpRoute_Rule) bool {
				return slices.ContainsFunc(rule.GetMatches(), func(match *http_route.HttpRouteMatch) bool {
					return matches(match, request)
				})
			})
	})
}

// matches knows what the route of the kubelet's probes asks for: a path and GET.
func matches(match *http_route.HttpRouteMatch, request *http.Request) bool {
	path, exact := match.GetPath().GetKind().(*http_route.PathMatch_Exact)
	method, registered := match.GetMethod().GetType().(*http_types.HttpMethod_Registered_)
	return exact && path.Exact == request.URL.Path &&
		registered && method.Registered.String() == request.Method
}
