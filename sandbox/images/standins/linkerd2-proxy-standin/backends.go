package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

var errNoBackend = errors.New("no backend has endpoints")

// backend is a service that a profile sends traffic to, by the path to ask linkerd-destination for.
type backend struct {
	path     string
	weight   uint32
	override bool // it takes the place of the service that was asked for
}

// backendsOf returns the overrides of a profile that have a weight, or else the service itself, as the
// real proxy does; none when the profile names no service.
func backendsOf(profile *pb.DestinationProfile, port uint16) []backend {
	var result []backend
	for _, override := range profile.GetDstOverrides() {
		if override.GetWeight() > 0 {
			result = append(result, backend{override.GetAuthority(), override.GetWeight(), true})
		}
	}
	if name := profile.GetFullyQualifiedName(); len(result) == 0 && name != "" {
		result = append(result, backend{net.JoinHostPort(name, strconv.Itoa(int(port))), 1, false})
	}
	return result
}

// candidate is a backend with what is known of its endpoints.
type candidate struct {
	backend
	endpoints endpoints
	err       error // why there are none
}

// choose picks a backend by weight among those that have endpoints, then one of these by weight. A
// share that nobody can serve goes to the others: the real proxy passes over a backend that is not
// ready, too.
func choose(candidates []candidate, draw func(uint64) uint64) (endpoint, error) {
	var ready []candidate
	var problems []string
	for _, candidate := range candidates {
		if candidate.err == nil {
			ready = append(ready, candidate)
		} else {
			problems = append(problems, fmt.Sprintf("%s: %s", candidate.path, candidate.err))
		}
	}
	weight := func(c candidate) uint32 { return c.weight }
	if picked, found := pickByWeight(ready, weight, draw); found {
		return picked.endpoints.pick(draw)
	}
	if len(candidates) == 1 && !candidates[0].override {
		// Its kind decides between the original destination, 404 and 503.
		return endpoint{}, fmt.Errorf("%s: %w", candidates[0].path, candidates[0].err)
	}
	return endpoint{}, fmt.Errorf("%w (%s)", errNoBackend, strings.Join(problems, "; "))
}
