package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// testMesh has one network of every sort.
var testMesh = mesh{
	defaultPolicy:   "all-unauthenticated",
	clusterNetworks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	probeNetworks:   []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("fd00::/8")},
	controlPlane:    "linkerd", identityDomain: "cluster.local",
}

// chart is what the multicluster chart has made in namespace mc, and pods of it as they run.
const chart = `
kind: Server
metadata: {name: service-mirror, namespace: mc}
spec: {podSelector: {matchLabels: {component: linkerd-service-mirror}}, port: admin-http, proxyProtocol: HTTP/1}
---
kind: AuthorizationPolicy
metadata: {name: service-mirror, namespace: mc}
spec:
  targetRef: {group: policy.linkerd.io, kind: Server, name: service-mirror}
  requiredAuthenticationRefs: [{kind: ServiceAccount, name: prometheus, namespace: viz}]
---
kind: Server
metadata: {name: linkerd-gateway, namespace: mc}
spec: {podSelector: {matchLabels: {app: gateway}}, port: linkerd-proxy}
---
kind: AuthorizationPolicy
metadata: {name: linkerd-gateway, namespace: mc}
spec:
  targetRef: {group: policy.linkerd.io, kind: Server, name: linkerd-gateway}
  requiredAuthenticationRefs:
    - {group: policy.linkerd.io, kind: MeshTLSAuthentication, name: any-meshed, namespace: mc}
    - {group: policy.linkerd.io, kind: NetworkAuthentication, name: source-cluster}
---
kind: MeshTLSAuthentication
metadata: {name: any-meshed, namespace: mc}
spec: {identities: ["*"]}
---
kind: NetworkAuthentication
metadata: {name: source-cluster, namespace: mc}
spec: {networks: [{cidr: 172.16.0.0/12}]}
`

const mirrorPod = `
kind: Pod
metadata: {name: mirror-1, namespace: mc, labels: {component: linkerd-service-mirror}}
spec: {containers: [{ports: [{name: admin-http, containerPort: 9999}]}]}
`

const gatewayPod = `
kind: Pod
metadata:
  {name: gateway-1, namespace: mc, labels: {app: gateway}, annotations: {config.linkerd.io/default-inbound-policy: all-authenticated}}
spec:
  containers:
    - ports: [{name: linkerd-proxy, containerPort: 4143}, {name: linkerd-admin, containerPort: 4191}]
      livenessProbe: {httpGet: {path: /live, port: 4191}}
      readinessProbe: {httpGet: {path: "/ready?x=1", port: linkerd-admin}}
`

const (
	anywhere = "0.0.0.0/0 ::/0"
	probed   = "; probe /live /ready: anybody from 192.168.0.0/16 fd00::/8"
)

func TestWhoMayConnect(t *testing.T) {
	annotated := func(annotations string) string {
		return strings.Replace(mirrorPod, "labels:", "annotations: {"+annotations+"}, labels:", 1)
	}
	server := func(spec string) string {
		return "kind: Server\nmetadata: {name: own, namespace: mc}\nspec: {" + spec + "}\n---\n" +
			"kind: AuthorizationPolicy\nmetadata: {name: own, namespace: mc}\n" +
			"spec: {targetRef: {group: policy.linkerd.io, kind: Server, name: own}, requiredAuthenticationRefs: []}\n"
	}
	authorized := func(spec string) string {
		return server("podSelector: {}, port: 80") +
			"---\nkind: AuthorizationPolicy\nmetadata: {name: own, namespace: mc}\nspec: {" + spec + "}\n"
	}
	const target = "targetRef: {group: policy.linkerd.io, kind: Server, name: own}, requiredAuthenticationRefs: "
	for _, test := range []struct {
		name, objects, pod string
		port               uint16
		want               string
	}{
		{
			"viz' Prometheus alone at the metrics of a service mirror", chart, mirrorPod, 9999,
			"HTTP/1 server/service-mirror: prometheus.viz.serviceaccount.identity.linkerd.cluster.local from " + anywhere,
		},
		{
			"every identity of a network at the gateway", chart, gatewayPod, 4143,
			"detect server/linkerd-gateway: *. from 172.16.0.0/12",
		},
		{
			"the default of the pod at its other ports, and the kubelet's probes", chart, gatewayPod, 4191,
			"detect default/all-authenticated: *. from " + anywhere + probed,
		},
		{
			"the default of the mesh", chart, mirrorPod, 80,
			"detect default/all-unauthenticated: anybody from " + anywhere,
		},
		{
			"the cluster's networks", "", annotated("config.linkerd.io/default-inbound-policy: cluster-unauthenticated"), 80,
			"detect default/cluster-unauthenticated: anybody from 10.0.0.0/8",
		},
		{
			"nobody by default", "", annotated("config.linkerd.io/default-inbound-policy: deny"), 80,
			"detect default/deny:",
		},
		{
			"nobody by a default that is not known", "", annotated("config.linkerd.io/default-inbound-policy: audit"), 80,
			"detect default/audit:",
		},
		{
			"an identity where the port requires it", "",
			annotated("config.linkerd.io/proxy-require-identity-inbound-ports: '79-81'"), 80,
			"detect default/all-authenticated: *. from " + anywhere,
		},
		{
			"bytes where the port is opaque", "", annotated("config.linkerd.io/opaque-ports: '25,80'"), 80,
			"opaque default/all-unauthenticated: anybody from " + anywhere,
		},
		{
			"a port by its number", server("podSelector: {}, port: 80, proxyProtocol: opaque"), mirrorPod, 80,
			"opaque server/own: anybody from " + anywhere,
		},
		{
			"another port is not meant", server("podSelector: {}, port: 81"), mirrorPod, 80,
			"detect default/all-unauthenticated: anybody from " + anywhere,
		},
		{
			"nobody by a protocol that is not known", server("podSelector: {}, port: 80, proxyProtocol: gRPC"), mirrorPod, 80,
			"opaque server/own:",
		},
		{
			"nobody by a field that is not known", server("podSelector: {}, port: 80, accessPolicy: audit"), mirrorPod, 80,
			"opaque server/own:",
		},
		{
			"names and suffixes",
			authorized(target+"[{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: m}]") +
				"---\nkind: MeshTLSAuthentication\nmetadata: {name: m, namespace: mc}\nspec: {identities: [a.b, '*.c.d']}\n",
			mirrorPod, 80, "detect server/own: a.b *.c.d from " + anywhere,
		},
		{
			"nobody by an authentication that is not there",
			authorized(target + "[{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: m}]"),
			mirrorPod, 80, "detect server/own:",
		},
		{
			"nobody by an authentication that is not known",
			authorized(target+"[{group: policy.linkerd.io, kind: NetworkAuthentication, name: net}]") +
				"---\nkind: NetworkAuthentication\nmetadata: {name: net, namespace: mc}\n" +
				"spec: {networks: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]}\n",
			mirrorPod, 80, "detect server/own:",
		},
		{
			"nobody by a target that is not known",
			authorized("targetRef: {kind: Namespace, name: own}, requiredAuthenticationRefs: []"),
			mirrorPod, 80, "detect server/own:",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			pod, err := podOf(parse(t, test.pod)[0])
			if err != nil {
				t.Fatal(err)
			}
			if got := words(testMesh.policyOf(given(parse(t, test.objects)), pod, test.port)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func parse(t *testing.T, documents string) []*unstructured.Unstructured {
	t.Helper()
	var result []*unstructured.Unstructured
	for document := range strings.SplitSeq(documents, "---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		object := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(document), &object.Object); err != nil {
			t.Fatal(err)
		}
		object.SetAPIVersion(policyGroup + "/v1")
		result = append(result, object)
	}
	return result
}

// given is objects in memory; of two with one name the last is there.
type given []*unstructured.Unstructured

func (g given) list(kind, namespace string) []*unstructured.Unstructured {
	var result []*unstructured.Unstructured
	for _, object := range g {
		if object.GetNamespace() == namespace && g.get(kind, namespace, object.GetName()) == object {
			result = append(result, object)
		}
	}
	return result
}

func (g given) get(kind, namespace, name string) *unstructured.Unstructured {
	for _, object := range slices.Backward(g) {
		if object.GetKind() == kind && object.GetNamespace() == namespace && object.GetName() == name {
			return object
		}
	}
	return nil
}

// words says what a policy is.
func words(policy *pb.Server) string {
	protocol := "opaque"
	routes := policy.GetProtocol().GetDetect().GetHttpRoutes()
	if policy.GetProtocol().GetDetect() != nil {
		protocol = "detect"
	} else if http1 := policy.GetProtocol().GetHttp1(); http1 != nil {
		protocol, routes = "HTTP/1", http1.GetRoutes()
	}
	result := fmt.Sprintf("%s %s/%s:%s", protocol, policy.Labels["kind"], policy.Labels["name"],
		clients(policy.GetAuthorizations()))
	for _, route := range routes {
		if route.GetMetadata().GetDefault() == "default" {
			continue
		}
		result += "; " + route.GetMetadata().GetDefault()
		for _, match := range route.GetRules()[0].GetMatches() {
			result += " " + match.GetPath().GetExact()
		}
		result += ":" + clients(route.GetAuthorizations())
	}
	return result
}

func clients(authorizations []*pb.Authz) string {
	result := ""
	for _, authz := range authorizations {
		if authz.GetAuthentication().GetUnauthenticated() != nil {
			result += " anybody"
		}
		wanted := authz.GetAuthentication().GetMeshTLS().GetIdentities()
		for _, name := range wanted.GetIdentities() {
			result += " " + name.GetName()
		}
		for _, suffix := range wanted.GetSuffixes() {
			result += " *." + strings.Join(suffix.GetParts(), ".")
		}
		result += " from"
		for _, network := range authz.GetNetworks() {
			first := network.GetNet().GetIp()
			address := netip.AddrFrom4([4]byte{
				byte(first.GetIpv4() >> 24), byte(first.GetIpv4() >> 16), byte(first.GetIpv4() >> 8), byte(first.GetIpv4()),
			}).String()
			if six := first.GetIpv6(); six != nil {
				address = netip.AddrFrom16([16]byte{0: byte(six.GetFirst() >> 56)}).String()
			}
			result += fmt.Sprintf(" %s/%d", address, network.GetNet().GetPrefixLen())
		}
	}
	return result
}
