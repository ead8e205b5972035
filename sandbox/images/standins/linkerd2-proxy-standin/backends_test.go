package main

import (
	"slices"
	"testing"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

const (
	localPath  = "web.shop.svc.cluster.local:80"
	mirrorPath = "web-east.shop.svc.cluster.local:80"
)

func split(overrides ...*pb.WeightedDst) *pb.DestinationProfile {
	return &pb.DestinationProfile{
		FullyQualifiedName: "web.shop.svc.cluster.local", DstOverrides: overrides,
	}
}

func override(path string, weight uint32) *pb.WeightedDst {
	return &pb.WeightedDst{Authority: path, Weight: weight}
}

func TestTheBackendsOfAProfile(t *testing.T) {
	for _, test := range []struct {
		name    string
		profile *pb.DestinationProfile
		want    []backend
	}{
		{"are the service itself, at the port asked for", split(), []backend{{localPath, 1, false}}},
		{
			"are its overrides, which have ports of their own",
			split(override(localPath, 500000), override("web-east.shop.svc.cluster.local:8080", 250000)),
			[]backend{{localPath, 500000, true}, {"web-east.shop.svc.cluster.local:8080", 250000, true}},
		},
		{
			"leave out an override without weight", split(override(localPath, 0), override(mirrorPath, 1)),
			[]backend{{mirrorPath, 1, true}},
		},
		{
			"are the service itself if no override has a weight",
			split(override(localPath, 0), override(mirrorPath, 0)), []backend{{localPath, 1, false}},
		},
		{"are none if it names no service", &pb.DestinationProfile{}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := backendsOf(test.profile, 80); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestABackendIsChosenByWeightAmongThoseThatHaveEndpoints(t *testing.T) {
	here := endpoints{}.updated(add(weighted(first, 1)))
	there := endpoints{}.updated(add(meshed(third, gatewayName, localPath)))
	gateway := endpoint{address: third, identity: gatewayName, authority: localPath}
	for _, test := range []struct {
		name       string
		candidates []candidate
		totals     []uint64 // what is drawn below
		draws      []uint64
		want       endpoint
		problem    string
	}{
		{
			"the first below its weight",
			[]candidate{{backend{localPath, 2, true}, here, nil}, {backend{mirrorPath, 3, true}, there, nil}},
			[]uint64{5, 1}, []uint64{1, 0}, unmeshed(first), "",
		},
		{
			"the second from there on, with what its endpoint asks for",
			[]candidate{{backend{localPath, 2, true}, here, nil}, {backend{mirrorPath, 3, true}, there, nil}},
			[]uint64{5, 10000}, []uint64{2, 9999}, gateway, "",
		},
		{
			"the other if one has none",
			[]candidate{
				{backend{localPath, 2, true}, here, nil},
				{backend{mirrorPath, 3, true}, endpoints{}, errNoEndpoints},
			},
			[]uint64{2, 1}, []uint64{0, 0}, unmeshed(first), "",
		},
		{
			"none if none has any",
			[]candidate{
				{backend{localPath, 2, true}, endpoints{}, errNoEndpoints},
				{backend{mirrorPath, 3, true}, endpoints{}, errUnknownService},
			},
			nil, nil, endpoint{},
			"no backend has endpoints (" + localPath + ": the service has no endpoints; " +
				mirrorPath + ": linkerd-destination knows no such service)",
		},
		{
			"none if the one override is unknown: the service itself is not a substitute",
			[]candidate{{backend{mirrorPath, 3, true}, endpoints{}, errUnknownService}},
			nil, nil, endpoint{},
			"no backend has endpoints (" + mirrorPath + ": linkerd-destination knows no such service)",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var totals []uint64
			got, err := choose(test.candidates, func(total uint64) uint64 {
				totals = append(totals, total)
				return test.draws[len(totals)-1]
			})
			problem := ""
			if err != nil {
				problem = err.Error()
			}
			if got != test.want || problem != test.problem {
				t.Errorf("got %v, %q; want %v, %q", got, problem, test.want, test.problem)
			}
			if !slices.Equal(totals, test.totals) {
				t.Errorf("drew below %v, want %v", totals, test.totals)
			}
		})
	}
}
