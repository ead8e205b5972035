package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linkerd/linkerd2-proxy-api/go/http_route"
	"github.com/linkerd/linkerd2-proxy-api/go/http_types"
	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"github.com/linkerd/linkerd2-proxy-api/go/meta"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"linkerd-multicluster/sandbox/images/standins/defaultpolicy"
)

// policyController is the real one as a test scripts it: each port has one answer, and any other none.
type policyController struct {
	pb.UnimplementedInboundServerPoliciesServer
	answers map[uint32]*pb.Server
}

func (c policyController) WatchPort(asked *pb.PortSpec, stream pb.InboundServerPolicies_WatchPortServer) error {
	policy, found := c.answers[asked.GetPort()]
	if !found || asked.GetWorkload() != "shop:web-1" {
		return status.Error(codes.NotFound, "unknown server")
	}
	if err := stream.Send(policy); err != nil {
		return err
	}
	<-stream.Context().Done()
	return nil
}

// unasked is policies without a policy controller.
func unasked(t *testing.T, defaultPolicy string) *policies {
	t.Helper()
	result, err := newPolicies(t.Context(), settings{defaultPolicy: defaultPolicy}, newCredentials(nil))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func asking(t *testing.T, answers map[uint32]*pb.Server) *policies {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pb.RegisterInboundServerPoliciesServer(server, policyController{answers: answers})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	result, err := newPolicies(t.Context(), settings{
		defaultPolicy: "all-unauthenticated",
		policy: &policySettings{
			serviceAddr: listener.Addr().String(), workload: "shop:web-1", idleTimeout: time.Minute,
		},
	}, newCredentials(nil))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// foreign is a connection from another machine: on loopback everybody is let in.
type foreign struct{ net.Conn }

func (foreign) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("10.1.2.3:4"))
}

const (
	ask     = "GET /hello HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n"
	refuses = "HTTP/1.1 403 Forbidden l5d-proxy-error: unauthorized request on route"
)

// probed lets in who proves an identity, and the kubelet of a network.
func probed(network string) *pb.Server {
	authn := []*pb.Authz{defaultpolicy.Authz(nil, defaultpolicy.AnyIdentity, defaultpolicy.Everywhere)}
	return &pb.Server{Authorizations: authn, Protocol: &pb.ProxyProtocol{
		Kind: &pb.ProxyProtocol_Http1_{Http1: &pb.ProxyProtocol_Http1{Routes: []*pb.HttpRoute{{
			Metadata: defaultpolicy.Name("probe"),
			Authorizations: []*pb.Authz{
				defaultpolicy.Authz(nil, defaultpolicy.Anybody, []netip.Prefix{netip.MustParsePrefix(network)}),
			},
			Rules: []*pb.HttpRoute_Rule{{Matches: []*http_route.HttpRouteMatch{{
				Path: &http_route.PathMatch{Kind: &http_route.PathMatch_Exact{Exact: "/ready"}},
				Method: &http_types.HttpMethod{Type: &http_types.HttpMethod_Registered_{
					Registered: http_types.HttpMethod_GET,
				}},
			}}}},
		}}}},
	}}
}

// routedTo lets in nobody but whom the route lets in.
func routedTo(authn *pb.Authn) *pb.Server {
	policy := probed("10.0.0.0/8")
	policy.GetProtocol().GetHttp1().GetRoutes()[0].GetAuthorizations()[0].Authentication = authn
	policy.Authorizations = nil
	return policy
}

func detected(policy *pb.Server) *pb.Server {
	routes, _ := routesOf(policy)
	policy.Protocol = &pb.ProxyProtocol{Kind: &pb.ProxyProtocol_Detect_{
		Detect: &pb.ProxyProtocol_Detect{HttpRoutes: routes},
	}}
	return policy
}

func opaque(policy *pb.Server) *pb.Server {
	policy.Protocol = &pb.ProxyProtocol{Kind: &pb.ProxyProtocol_Opaque_{}}
	return policy
}

// withRoute adds a route that somebody has made.
func withRoute(policy *pb.Server) *pb.Server {
	routes := &policy.GetProtocol().GetHttp1().Routes
	*routes = append(*routes, &pb.HttpRoute{Metadata: &meta.Metadata{
		Kind: &meta.Metadata_Resource{Resource: &meta.Resource{Kind: "httproute", Name: "own"}},
	}})
	return policy
}

func TestWhoIsLetIn(t *testing.T) {
	anchor := newAuthority(t)
	application := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "%s of the application", r.URL.Path)
	}))
	t.Cleanup(application.Close)
	const answers = "HTTP/1.1 200 OK /hello of the application"
	probe := strings.Replace(ask, "/hello", "/ready", 1)
	everybody := func() *pb.Server {
		return &pb.Server{Authorizations: []*pb.Authz{
			defaultpolicy.Authz(nil, defaultpolicy.Anybody, defaultpolicy.Everywhere),
		}}
	}
	for _, test := range []struct {
		name     string
		policy   *pb.Server // nil: the policy controller does not know the port
		identity bool
		sent     string
		want     string
	}{
		{"whom the default lets in, until there is an answer", nil, false, ask, answers},
		{"who proves the identity", probed("10.0.0.0/8"), true, ask, answers},
		{"no request without it", probed("10.0.0.0/8"), false, ask, refuses},
		{"no request that was looked at first", detected(probed("10.0.0.0/8")), false, ask, refuses},
		{"a probe", probed("10.0.0.0/8"), false, probe, "HTTP/1.1 200 OK /ready of the application"},
		{"who proves the identity that a route asks for", routedTo(defaultpolicy.AnyIdentity), true, probe, "HTTP/1.1 200 OK /ready of the application"},
		{"no probe from elsewhere", probed("192.168.0.0/16"), false, probe, refuses},
		{"no probe that writes", probed("10.0.0.0/8"), false, strings.Replace(probe, "GET", "POST", 1), refuses},
		{"no bytes", detected(probed("10.0.0.0/8")), false, "\x00\x01\x02\x03\x04", ""},
		{"no request where the port is opaque", opaque(probed("10.0.0.0/8")), false, ask, ""},
		{"who proves the identity where the port is opaque", opaque(probed("10.0.0.0/8")), true, ask, answers},
		{"nobody where nobody is", detected(&pb.Server{}), true, ask, refuses},
		{"everybody", detected(everybody()), false, ask, answers},
		{"nobody where there are routes that would be passed by", withRoute(probed("10.0.0.0/8")), true, ask, refuses},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := addressOf(application.Listener)
			answers := map[uint32]*pb.Server{}
			if test.policy != nil {
				answers[uint32(target.Port())] = test.policy
			}
			pod := certified(t, anchor, localName)
			inbound := newInbound(asking(t, answers), patience, &tunnel{
				direction: "inbound", resolve: asGiven, metrics: newMetrics(),
				dialer: dialer{credentials: pod, timeout: patience},
			})
			client, accepted := pair(t)
			go func() {
				if conn, err := pod.accept(patience)(foreign{accepted}); err == nil {
					inbound.forward(conn, target)
				}
			}()
			if got := exchangeOver(t, anchor, client, test.identity, test.sent); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// exchangeOver returns the status, the proxy's reason and the body of what is answered.
func exchangeOver(t *testing.T, anchor authority, client net.Conn, identity bool, sent string) string {
	t.Helper()
	_ = client.SetDeadline(time.Now().Add(patience))
	if identity {
		var err error
		if client, err = certified(t, anchor, clientName).secure(t.Context(), client, localName); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = io.WriteString(client, sent)
	response, err := http.ReadResponse(bufio.NewReader(client), nil)
	if err != nil {
		return ""
	}
	body, _ := io.ReadAll(response.Body)
	if reason := response.Header.Get("l5d-proxy-error"); reason != "" {
		body = []byte("l5d-proxy-error: " + reason)
	}
	return fmt.Sprintf("%s %s %s", response.Proto, response.Status, body)
}

func TestThePodItselfIsLetIn(t *testing.T) {
	policies := unasked(t, "deny")
	for address, want := range map[string]bool{"127.0.0.1": true, "::1": true, "10.1.2.3": false} {
		if got := policies.admits(policies.of(80), peer{address: netip.MustParseAddr(address)}); got != want {
			t.Errorf("%s: got %v", address, got)
		}
	}
}

// TestAPortOfTheProxyItself is about the gateway's port and the one of /ready.
func TestAPortOfTheProxyItself(t *testing.T) {
	anchor := newAuthority(t)
	const port = 4191
	for _, test := range []struct {
		name     string
		identity bool
		path     string
		gateway  string
		admin    string
	}{
		{"with an identity", true, "/metrics", "served", "HTTP/1.1 200 OK /metrics"},
		{"without", false, "/metrics", "", refuses},
		{"without, for a probe", false, "/ready", "", "HTTP/1.1 200 OK /ready"},
	} {
		request := strings.Replace(ask, "/hello", test.path, 1)
		pod := certified(t, anchor, localName)
		policies := asking(t, map[uint32]*pb.Server{port: probed("10.0.0.0/8")})
		t.Run(test.name+" at the gateway", func(t *testing.T) {
			client, accepted := pair(t)
			inbound := newInbound(policies, patience, &tunnel{})
			serve := inbound.guard(port, func(conn net.Conn, _ netip.AddrPort) {
				_, _ = io.WriteString(conn, "served")
				_ = conn.Close()
			})
			go func() {
				if conn, err := pod.accept(patience)(foreign{accepted}); err == nil {
					serve(conn, netip.AddrPort{})
				}
			}()
			_ = client.SetDeadline(time.Now().Add(patience))
			var conn net.Conn = client
			if test.identity {
				conn, _ = certified(t, anchor, clientName).secure(context.Background(), client, localName)
			} else {
				_, _ = io.WriteString(conn, request)
			}
			if got, _ := io.ReadAll(conn); string(got) != test.gateway {
				t.Errorf("got %q, want %q", got, test.gateway)
			}
		})
		t.Run(test.name+" at the admin port", func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, r.URL.Path)
			})
			server := newAdminServer(policies.guard(port, handler))
			go func() {
				_ = server.Serve(acceptingListener{foreignListener{listener}, pod.accept(patience), patience})
			}()
			t.Cleanup(func() { _ = server.Close() })
			client, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(int(addressOf(listener).Port())))
			if err != nil {
				t.Fatal(err)
			}
			if got := exchangeOver(t, anchor, client, test.identity, request); got != test.admin {
				t.Errorf("got  %q\nwant %q", got, test.admin)
			}
		})
	}
}

type foreignListener struct{ net.Listener }

func (l foreignListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return foreign{conn}, nil
}
