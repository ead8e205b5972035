package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"

	"linkerd-multicluster/sandbox/images/standins/defaultpolicy"
)

// policyLimit is how long a connection waits for the first answer about its port; a kubelet's probe waits
// 1 s in all.
const policyLimit = 500 * time.Millisecond

// policies decides who may connect to the ports of the pod, as the policy controller says it.
type policies struct {
	fallback *pb.Server                      // until there is an answer
	watched  *watches[pb.Server, *pb.Server] // nil: no policy controller is configured
}

// newPolicies connects when the first connection comes in, so that a proxy starts without the policy
// controller: that one's own must.
func newPolicies(ctx context.Context, settings settings, credentials *credentials) (*policies, error) {
	authorizations, err := defaultpolicy.Authorizations(settings.defaultPolicy, settings.clusterNetworks)
	if err != nil {
		return nil, err
	}
	result := &policies{fallback: &pb.Server{
		Authorizations: authorizations,
		Protocol:       &pb.ProxyProtocol{Kind: &pb.ProxyProtocol_Detect_{}},
		Labels:         map[string]string{"kind": "default", "name": settings.defaultPolicy},
	}}
	if settings.policy == nil {
		return result, nil
	}
	service := controlService{settings.policy.serviceAddr, settings.policy.serviceName, credentials}
	connection, err := service.connect()
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = connection.Close() })
	client := pb.NewInboundServerPoliciesClient(connection)
	result.watched = newWatches(ctx, "the policy controller", settings.policy.idleTimeout,
		func(ctx context.Context, path string) (stream[pb.Server], error) {
			port, err := strconv.ParseUint(path, 10, 16)
			if err != nil {
				return nil, err
			}
			return client.WatchPort(ctx, &pb.PortSpec{
				Workload: settings.policy.workload, Port: uint32(port),
			})
		},
		func(_, latest *pb.Server) *pb.Server { return latest })
	return result, nil
}

func (p *policies) of(port uint16) *pb.Server {
	if p.watched == nil {
		return p.fallback
	}
	ctx, cancel := context.WithTimeout(context.Background(), policyLimit)
	defer cancel()
	policy, err := p.watched.latest(ctx, strconv.Itoa(int(port)))
	if err != nil {
		slog.Warn("the policy controller has not answered", "port", port, "default", p.fallback.Labels["name"])
		return p.fallback
	}
	return policy
}

// admits tells whether a client may do anything at a port; loopback is inside the pod.
func (p *policies) admits(policy *pb.Server, client peer) bool {
	if client.address.IsLoopback() {
		return true
	}
	if routed(policy) {
		slog.Warn("nobody is let in: HTTPRoutes are not known to the stand-in", "server", policy.Labels)
		return false
	}
	return permits(policy.GetAuthorizations(), client)
}

// admit returns why a request may not be answered at a port.
func (p *policies) admit(request *http.Request, port uint16) error {
	client := peerOf(connectionOf(request).Conn)
	policy := p.of(port)
	if p.admits(policy, client) || !routed(policy) && routesPermit(policy, request, client) {
		return nil
	}
	refused(policy, port, client)
	return &refusal{http.StatusForbidden, "unauthorized request on route"}
}

// guard has a port of the proxy itself answer only whom its policy lets in.
func (p *policies) guard(port uint16, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if err := p.admit(request, port); err != nil {
			answerError(response, request, err)
			return
		}
		handler.ServeHTTP(response, request)
	})
}

func refused(policy *pb.Server, port uint16, client peer) {
	slog.Warn("not let in", "port", port, "client", client.address, "identity", client.identity,
		"policy", net.JoinHostPort(policy.Labels["kind"], policy.Labels["name"]))
}
