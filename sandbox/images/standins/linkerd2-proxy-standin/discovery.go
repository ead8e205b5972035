package main

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

// discoveryLimit is how long a connection or request waits for linkerd-destination's first answers.
const discoveryLimit = 3 * time.Second

// discovery finds where connections and requests go, by asking linkerd-destination.
type discovery struct {
	networks  []netip.Prefix // original destinations outside are not asked for
	limit     time.Duration
	draw      func(uint64) uint64
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
		draw:     rand.Uint64N,
		profiles: newWatches(ctx, "linkerd-destination", settings.idleTimeout,
			func(ctx context.Context, path string) (stream[pb.DestinationProfile], error) {
				return client.GetProfile(ctx, request(path))
			},
			func(_, latest *pb.DestinationProfile) *pb.DestinationProfile { return latest }),
		endpoints: newWatches(ctx, "linkerd-destination", settings.idleTimeout,
			func(ctx context.Context, path string) (stream[pb.Update], error) {
				return client.Get(ctx, request(path))
			},
			endpoints.updated),
	}, nil
}

// mayBeHTTP tells whether a connection is worth a look at its first bytes: linkerd-destination knows
// its destination, and does not call the protocol opaque.
func (d *discovery) mayBeHTTP(original netip.AddrPort) bool {
	if !d.covers(original) {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), d.limit)
	defer cancel()
	profile, err := d.profiles.latest(ctx, original.String())
	return err == nil && !profile.GetOpaqueProtocol()
}

// byAddress returns where to go in place of the original destination: to an endpoint of the service
// that has this address, or to the destination itself when linkerd-destination names no service or
// does not answer. It fails when the service exists without endpoints.
func (d *discovery) byAddress(original netip.AddrPort) (endpoint, error) {
	if !d.covers(original) {
		return unmeshed(original), nil
	}
	found, err := d.find(original.String(), original.Port())
	switch {
	case errors.Is(err, errUnknownService):
		return unmeshed(original), nil
	case errors.Is(err, errNoAnswer):
		slog.Warn("going to the original destination", "target", original, "error", err)
		return unmeshed(original), nil
	}
	return found, err
}

// byName returns an endpoint of a service, or of the pod of one, that has a name.
func (d *discovery) byName(host string, port uint16) (endpoint, error) {
	return d.find(net.JoinHostPort(host, strconv.Itoa(int(port))), port)
}

func (d *discovery) covers(original netip.AddrPort) bool {
	within := func(network netip.Prefix) bool { return network.Contains(original.Addr()) }
	return slices.ContainsFunc(d.networks, within)
}

// find follows the profile of a path to an endpoint.
func (d *discovery) find(path string, port uint16) (endpoint, error) {
	ctx, cancel := context.WithTimeout(context.Background(), d.limit)
	defer cancel()
	profile, err := d.profiles.latest(ctx, path)
	if err != nil {
		return endpoint{}, err
	}
	if named := endpointOf(profile.GetEndpoint()); named.address.IsValid() {
		return named, nil
	}
	backends := backendsOf(profile, port)
	if len(backends) == 0 {
		return endpoint{}, errUnknownService
	}
	candidates := make([]candidate, 0, len(backends))
	for _, backend := range backends {
		service, err := d.service(ctx, backend.path)
		candidates = append(candidates, candidate{backend, service, err})
	}
	return choose(candidates, d.draw)
}

// service returns the endpoints of a service, or why there are none.
func (d *discovery) service(ctx context.Context, path string) (endpoints, error) {
	service, err := d.endpoints.latest(ctx, path)
	switch {
	case err != nil:
		return endpoints{}, err
	case !service.exists:
		return endpoints{}, errUnknownService
	case !service.available():
		return endpoints{}, errNoEndpoints
	}
	return service, nil
}
