package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

// discoveryLimit is how long a connection waits for linkerd-destination's first answer before it goes
// to its original destination.
const discoveryLimit = 3 * time.Second

// discovery finds where the outbound connections go, by asking linkerd-destination.
type discovery struct {
	networks  []netip.Prefix // destinations outside are not asked for
	limit     time.Duration
	profiles  *watches[pb.DestinationProfile, *pb.DestinationProfile]
	endpoints *watches[pb.Update, endpoints]
}

// newDiscovery connects when the first connection asks, so that a proxy starts without
// linkerd-destination: linkerd-destination's own must.
func newDiscovery(
	ctx context.Context, settings discoverySettings, credentials *credentials,
) (*discovery, error) {
	connection, err := controlService{settings.serviceAddr, settings.serviceName, credentials}.connect()
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = connection.Close() })
	client := pb.NewDestinationClient(connection)
	request := func(path string) *pb.GetDestination {
		return &pb.GetDestination{Path: path, ContextToken: settings.contextToken}
	}
	return &discovery{
		networks: settings.networks,
		limit:    discoveryLimit,
		profiles: newWatches(ctx, settings.idleTimeout,
			func(ctx context.Context, path string) (stream[pb.DestinationProfile], error) {
				return client.GetProfile(ctx, request(path))
			},
			func(_, latest *pb.DestinationProfile) *pb.DestinationProfile { return latest }),
		endpoints: newWatches(ctx, settings.idleTimeout,
			func(ctx context.Context, path string) (stream[pb.Update], error) {
				return client.Get(ctx, request(path))
			},
			endpoints.updated),
	}, nil
}

// resolve returns the address to connect to in place of the original destination: an endpoint of the
// service that has this address, or the destination itself when linkerd-destination names no service
// or does not answer. It fails when the service exists without endpoints.
func (d *discovery) resolve(original netip.AddrPort) (netip.AddrPort, error) {
	within := func(network netip.Prefix) bool { return network.Contains(original.Addr()) }
	if !slices.ContainsFunc(d.networks, within) {
		return original, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), d.limit)
	defer cancel()
	profile, known := d.profiles.latest(ctx, original.String())
	if !known {
		slog.Warn("no profile, going to the original destination", "target", original)
		return original, nil
	}
	if endpoint := addrPort(profile.GetEndpoint().GetAddr()); endpoint.IsValid() {
		return endpoint, nil
	}
	if profile.GetFullyQualifiedName() == "" {
		return original, nil
	}
	path := net.JoinHostPort(profile.GetFullyQualifiedName(), strconv.Itoa(int(original.Port())))
	service, known := d.endpoints.latest(ctx, path)
	if !known {
		slog.Warn("no endpoints, going to the original destination", "target", original, "service", path)
		return original, nil
	}
	if !service.exists {
		return original, nil
	}
	endpoint, err := service.pick(rand.Uint64N)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%s: %w", path, err)
	}
	return endpoint, nil
}
