// Package defaultpolicy holds what lets clients in at a port that no Server selects: the names are those
// of the annotation config.linkerd.io/default-inbound-policy. The policy controller answers it, and a
// proxy goes by it until the policy controller has answered.
package defaultpolicy

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"github.com/linkerd/linkerd2-proxy-api/go/meta"
	"github.com/linkerd/linkerd2-proxy-api/go/net"
)

// Everywhere is all networks.
var Everywhere = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0"),
}

// Authorizations returns those of a default policy; cluster is the networks of the cluster.
func Authorizations(name string, cluster []netip.Prefix) ([]*pb.Authz, error) {
	switch name {
	case "all-unauthenticated":
		return []*pb.Authz{Authz(Name(name), Anybody, Everywhere)}, nil
	case "all-authenticated":
		return []*pb.Authz{Authz(Name(name), AnyIdentity, Everywhere)}, nil
	case "cluster-unauthenticated":
		return []*pb.Authz{Authz(Name(name), Anybody, cluster)}, nil
	case "cluster-authenticated":
		return []*pb.Authz{Authz(Name(name), AnyIdentity, cluster)}, nil
	case "deny":
		return nil, nil
	}
	return nil, fmt.Errorf("%q is no default policy", name)
}

// Name marks what no object of the cluster says.
func Name(name string) *meta.Metadata {
	return &meta.Metadata{Kind: &meta.Metadata_Default{Default: name}}
}

// Anybody asks for no identity.
var Anybody = &pb.Authn{Permit: &pb.Authn_Unauthenticated{
	Unauthenticated: &pb.Authn_PermitUnauthenticated{},
}}

// AnyIdentity asks for one, whatever it is.
var AnyIdentity = Identities(nil, []*pb.IdentitySuffix{{}})

// Identities asks for one of these, or one that ends like one of these.
func Identities(names []*pb.Identity, suffixes []*pb.IdentitySuffix) *pb.Authn {
	return &pb.Authn{Permit: &pb.Authn_MeshTLS{MeshTLS: &pb.Authn_PermitMeshTLS{
		Clients: &pb.Authn_PermitMeshTLS_Identities{
			Identities: &pb.Authn_PermitMeshTLS_PermitClientIdentities{
				Identities: names, Suffixes: suffixes,
			},
		},
	}}}
}

// Authz lets clients of these networks in.
func Authz(from *meta.Metadata, authn *pb.Authn, networks []netip.Prefix) *pb.Authz {
	result := &pb.Authz{Metadata: from, Authentication: authn}
	for _, network := range networks {
		result.Networks = append(result.Networks, &pb.Network{Net: ipNetwork(network)})
	}
	return result
}

func ipNetwork(network netip.Prefix) *net.IPNetwork {
	address := &net.IPAddress{}
	if raw := network.Addr().AsSlice(); len(raw) == 4 {
		address.Ip = &net.IPAddress_Ipv4{Ipv4: binary.BigEndian.Uint32(raw)}
	} else {
		address.Ip = &net.IPAddress_Ipv6{Ipv6: &net.IPv6{
			First: binary.BigEndian.Uint64(raw[:8]), Last: binary.BigEndian.Uint64(raw[8:]),
		}}
	}
	return &net.IPNetwork{Ip: address, PrefixLen: uint32(network.Bits())}
}
