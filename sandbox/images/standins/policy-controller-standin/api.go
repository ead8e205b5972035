package main

import (
	"context"
	"strings"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// api tells proxies who may connect to their ports.
type api struct {
	pb.UnimplementedInboundServerPoliciesServer
	mesh    mesh
	cluster *cluster
}

func (a *api) GetPort(_ context.Context, asked *pb.PortSpec) (*pb.Server, error) {
	return a.policy(asked)
}

// WatchPort ends when the pod is gone.
func (a *api) WatchPort(asked *pb.PortSpec, stream pb.InboundServerPolicies_WatchPortServer) error {
	var told *pb.Server
	for {
		// Asked for first: a change while the policy is found is not missed.
		next := a.cluster.next()
		policy, err := a.policy(asked)
		if err != nil {
			return err
		}
		if told == nil || !proto.Equal(policy, told) {
			if err := stream.Send(policy); err != nil {
				return err
			}
			told = policy
		}
		select {
		case <-next:
		case <-stream.Context().Done():
			return nil
		}
	}
}

// policy answers with the codes of the real controller, which tell a proxy whether to ask again.
func (a *api) policy(asked *pb.PortSpec) (*pb.Server, error) {
	namespace, name, found := strings.Cut(asked.GetWorkload(), ":")
	if !found || namespace == "" || name == "" {
		return nil, status.Errorf(codes.InvalidArgument, "Invalid workload: %s", asked.GetWorkload())
	}
	port := uint16(asked.GetPort())
	if port == 0 || uint32(port) != asked.GetPort() {
		return nil, status.Errorf(codes.InvalidArgument, "Invalid port: %d", asked.GetPort())
	}
	object := a.cluster.get("Pod", namespace, name)
	if object == nil {
		return nil, status.Error(codes.NotFound, "unknown server")
	}
	pod, err := podOf(object)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return a.mesh.policyOf(a.cluster, pod, port), nil
}
