package main

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"github.com/linkerd/linkerd2-proxy-api/go/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"linkerd-multicluster/sandbox/images/standins/defaultpolicy"
)

const (
	defaultPolicyAnnotation   = "config.linkerd.io/default-inbound-policy"
	requireIdentityAnnotation = "config.linkerd.io/proxy-require-identity-inbound-ports"
	opaquePortsAnnotation     = "config.linkerd.io/opaque-ports"
)

// mesh is what holds for every pod.
type mesh struct {
	defaultPolicy                  string
	clusterNetworks, probeNetworks []netip.Prefix
	controlPlane, identityDomain   string
}

// objects finds the policy objects of the cluster.
type objects interface {
	// list returns those of a kind in a namespace, in the order of their names.
	list(kind, namespace string) []*unstructured.Unstructured
	// get returns nil for what is not there.
	get(kind, namespace, name string) *unstructured.Unstructured
}

// policyOf says who may connect to a port of a pod: whom the Server that selects it lets in, or without
// one the pod's default policy.
func (m mesh) policyOf(objects objects, pod pod, port uint16) *pb.Server {
	routes := m.routes(pod, port)
	for _, object := range objects.list("Server", pod.Namespace) {
		var server serverSpec
		// What check refuses is selected by nevertheless: it would have let in fewer than the default.
		_ = decode(object.Object["spec"], &server)
		if !selects(server, pod, port) {
			continue
		}
		result := &pb.Server{
			Protocol: opaque(nil), Labels: labelsOf(policyGroup, "server", object.GetName()),
		}
		if known(object) {
			result.Protocol = proxyProtocols[server.ProxyProtocol](routes)
			result.Authorizations = m.authorizations(objects, object)
		}
		return result
	}
	return m.defaultOf(pod, port, routes)
}

func (m mesh) defaultOf(pod pod, port uint16, routes []*pb.HttpRoute) *pb.Server {
	name := m.defaultPolicy
	if own, found := pod.Annotations[defaultPolicyAnnotation]; found {
		name = own
	}
	if names(pod, requireIdentityAnnotation, port) {
		name = strings.Replace(name, "-unauthenticated", "-authenticated", 1)
	}
	authorizations, err := defaultpolicy.Authorizations(name, m.clusterNetworks)
	if err != nil {
		slog.Warn("nobody is let in", "namespace", pod.Namespace, "pod", pod.Name, "error", err)
	}
	result := &pb.Server{
		Protocol: detect(routes), Authorizations: authorizations, Labels: labelsOf("", "default", name),
	}
	if names(pod, opaquePortsAnnotation, port) {
		result.Protocol = opaque(routes)
	}
	return result
}

// authorizations returns those of all AuthorizationPolicies that are about a Server.
func (m mesh) authorizations(objects objects, server *unstructured.Unstructured) []*pb.Authz {
	var result []*pb.Authz
	for _, object := range objects.list("AuthorizationPolicy", server.GetNamespace()) {
		var policy authorizationPolicySpec
		_ = decode(object.Object["spec"], &policy)
		if policy.TargetRef.Name != server.GetName() || !known(object) {
			continue
		}
		authz, err := m.authorization(objects, object, policy.RequiredAuthenticationRefs)
		if err != nil {
			slog.Warn("lets nobody in", "kind", object.GetKind(), "namespace", object.GetNamespace(),
				"name", object.GetName(), "error", err)
			continue
		}
		result = append(result, authz)
	}
	return result
}

// authorization lets in who meets every one of the references; none of identities asks for none, and none
// of networks is all of them.
func (m mesh) authorization(
	objects objects, policy *unstructured.Unstructured, references []reference,
) (*pb.Authz, error) {
	authn, networks := defaultpolicy.Anybody, defaultpolicy.Everywhere
	for _, to := range references {
		namespace := to.Namespace
		if namespace == "" {
			namespace = policy.GetNamespace()
		}
		if to.Kind == "ServiceAccount" {
			authn = identities([]string{m.identity(namespace, to.Name)})
			continue
		}
		object := objects.get(to.Kind, namespace, to.Name)
		if object == nil || !known(object) {
			return nil, fmt.Errorf("there is no %s %s/%s to go by", to.Kind, namespace, to.Name)
		}
		switch to.Kind {
		case "MeshTLSAuthentication":
			var spec meshTLSAuthenticationSpec
			_ = decode(object.Object["spec"], &spec)
			authn = identities(spec.Identities)
		case "NetworkAuthentication":
			var spec networkAuthenticationSpec
			_ = decode(object.Object["spec"], &spec)
			networks = nil
			for _, network := range spec.Networks {
				networks = append(networks, network.CIDR)
			}
		}
	}
	from := &meta.Metadata{Kind: &meta.Metadata_Resource{Resource: &meta.Resource{
		Group: policyGroup, Kind: "authorizationpolicy", Name: policy.GetName(),
	}}}
	return defaultpolicy.Authz(from, authn, networks), nil
}

func (m mesh) identity(namespace, account string) string {
	return fmt.Sprintf("%s.%s.serviceaccount.identity.%s.%s",
		account, namespace, m.controlPlane, m.identityDomain)
}

// known says in the log what of an object is not.
func known(object *unstructured.Unstructured) bool {
	err := check(object.GetKind(), object.Object["spec"])
	if err != nil {
		slog.Warn("lets nobody in", "kind", object.GetKind(), "namespace", object.GetNamespace(),
			"name", object.GetName(), "error", err)
	}
	return err == nil
}
