package main

import (
	"strings"
	"time"

	"github.com/linkerd/linkerd2-proxy-api/go/http_route"
	"github.com/linkerd/linkerd2-proxy-api/go/http_types"
	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"google.golang.org/protobuf/types/known/durationpb"

	"linkerd-multicluster/sandbox/images/standins/defaultpolicy"
)

const detectTimeout = 10 * time.Second

func labelsOf(group, kind, name string) map[string]string {
	return map[string]string{"group": group, "kind": kind, "name": name}
}

func detect(routes []*pb.HttpRoute) *pb.ProxyProtocol {
	return &pb.ProxyProtocol{Kind: &pb.ProxyProtocol_Detect_{Detect: &pb.ProxyProtocol_Detect{
		Timeout: durationpb.New(detectTimeout), HttpRoutes: routes,
	}}}
}

func http1(routes []*pb.HttpRoute) *pb.ProxyProtocol {
	return &pb.ProxyProtocol{Kind: &pb.ProxyProtocol_Http1_{Http1: &pb.ProxyProtocol_Http1{Routes: routes}}}
}

func opaque([]*pb.HttpRoute) *pb.ProxyProtocol {
	return &pb.ProxyProtocol{Kind: &pb.ProxyProtocol_Opaque_{Opaque: &pb.ProxyProtocol_Opaque{}}}
}

// routes returns one for every request, which adds nobody to whom the Server lets in, and one that lets
// the kubelet's probes in.
func (m mesh) routes(pod pod, port uint16) []*pb.HttpRoute {
	result := []*pb.HttpRoute{{
		Metadata: defaultpolicy.Name("default"),
		Rules:    []*pb.HttpRoute_Rule{{Matches: []*http_route.HttpRouteMatch{{}}}},
	}}
	var matches []*http_route.HttpRouteMatch
	for _, path := range probePaths(pod, port) {
		matches = append(matches, &http_route.HttpRouteMatch{
			Path: &http_route.PathMatch{Kind: &http_route.PathMatch_Exact{Exact: path}},
			Method: &http_types.HttpMethod{Type: &http_types.HttpMethod_Registered_{
				Registered: http_types.HttpMethod_GET,
			}},
		})
	}
	if len(matches) == 0 || len(m.probeNetworks) == 0 {
		return result
	}
	probe := defaultpolicy.Name("probe")
	return append(result, &pb.HttpRoute{
		Metadata: probe,
		Authorizations: []*pb.Authz{
			defaultpolicy.Authz(probe, defaultpolicy.Anybody, m.probeNetworks),
		},
		Rules: []*pb.HttpRoute_Rule{{Matches: matches}},
	})
}

// identities reads "*", "*.suffix" and whole names.
func identities(matches []string) *pb.Authn {
	var names []*pb.Identity
	var suffixes []*pb.IdentitySuffix
	for _, match := range matches {
		if match == "*" {
			suffixes = append(suffixes, &pb.IdentitySuffix{})
		} else if suffix, found := strings.CutPrefix(match, "*."); found {
			suffixes = append(suffixes, &pb.IdentitySuffix{Parts: strings.Split(suffix, ".")})
		} else {
			names = append(names, &pb.Identity{Name: match})
		}
	}
	return defaultpolicy.Identities(names, suffixes)
}
