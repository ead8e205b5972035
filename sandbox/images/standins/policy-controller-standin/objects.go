package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const policyGroup = "policy.linkerd.io"

// What Linkerd's charts write of the policy objects. Everything else is refused by the webhook, and lets
// nobody in where it is there nevertheless.

type serverSpec struct {
	PodSelector   metav1.LabelSelector `json:"podSelector"`
	Port          intstr.IntOrString   `json:"port"`
	ProxyProtocol string               `json:"proxyProtocol"`
}

type authorizationPolicySpec struct {
	TargetRef                  reference   `json:"targetRef"`
	RequiredAuthenticationRefs []reference `json:"requiredAuthenticationRefs"`
}

type reference struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

type meshTLSAuthenticationSpec struct {
	Identities []string `json:"identities"`
}

type networkAuthenticationSpec struct {
	Networks []struct {
		CIDR netip.Prefix `json:"cidr"`
	} `json:"networks"`
}

// proxyProtocols is by what a Server says; "HTTP/1" and nothing are all that the charts write.
var proxyProtocols = map[string]func([]*pb.HttpRoute) *pb.ProxyProtocol{
	"": detect, "unknown": detect, "HTTP/1": http1, "opaque": opaque,
}

// check tells what of a policy object this stand-in would not do as the real one.
func check(kind string, spec any) error {
	var err error
	switch kind {
	case "Server":
		err = checkServer(spec)
	case "AuthorizationPolicy":
		err = checkAuthorizationPolicy(spec)
	case "MeshTLSAuthentication":
		err = decode(spec, &meshTLSAuthenticationSpec{})
	case "NetworkAuthentication":
		err = decode(spec, &networkAuthenticationSpec{})
	default:
		err = fmt.Errorf("the kind %s is not known", kind)
	}
	if err != nil {
		return fmt.Errorf("the stand-in of the policy controller cannot enforce this: %w", err)
	}
	return nil
}

func checkServer(spec any) error {
	var server serverSpec
	if err := decode(spec, &server); err != nil {
		return err
	}
	if _, known := proxyProtocols[server.ProxyProtocol]; !known {
		return fmt.Errorf("proxyProtocol %q is not known", server.ProxyProtocol)
	}
	return nil
}

func checkAuthorizationPolicy(spec any) error {
	var policy authorizationPolicySpec
	if err := decode(spec, &policy); err != nil {
		return err
	}
	if target := policy.TargetRef; target.Group != policyGroup || target.Kind != "Server" {
		return fmt.Errorf("targetRef of kind %s is not known", target.Kind)
	}
	seen := map[string]bool{}
	for _, authentication := range policy.RequiredAuthenticationRefs {
		// One of each at most, as the real one asks for; a ServiceAccount is an identity, too.
		what := authentication.Kind
		switch {
		case authentication.Group == policyGroup && what == "NetworkAuthentication":
		case authentication.Group == policyGroup && what == "MeshTLSAuthentication",
			authentication.Group == "" && what == "ServiceAccount":
			what = "identity"
		default:
			return fmt.Errorf("requiredAuthenticationRefs of kind %s is not known", what)
		}
		if seen[what] {
			return fmt.Errorf("requiredAuthenticationRefs has more than one %s", what)
		}
		seen[what] = true
	}
	return nil
}

// decode refuses fields that are not known.
func decode(from, into any) error {
	raw, err := json.Marshal(from)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
