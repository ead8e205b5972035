package main

import (
	"context"
	"time"
)

// sides is both listeners with what stands behind them.
type sides struct {
	inbound, outbound *forwarder
	servers           []*httpServer
}

func newSides(
	ctx context.Context, settings settings, credentials *credentials, policies *policies, metrics *metrics,
) (*sides, error) {
	local := &tunnel{
		direction: "inbound",
		resolve:   asGiven,
		dialer:    dialer{credentials: credentials, timeout: settings.inboundConnectTimeout},
		metrics:   metrics,
	}
	peers := &tunnel{
		direction: "outbound",
		resolve:   asGiven,
		dialer:    dialer{credentials, settings.podAddresses, settings.outboundConnectTimeout},
		metrics:   metrics,
	}
	inbound := newInbound(policies, settings.inboundDetectTimeout, local)
	result := &sides{
		inbound: &forwarder{
			direction:  "inbound",
			address:    settings.inboundAddress,
			accept:     credentials.accept(settings.inboundDetectTimeout),
			forward:    inbound.forward,
			ownAddress: refuse,
		},
		outbound: &forwarder{
			direction:  "outbound",
			address:    settings.outboundAddress,
			accept:     passOn,
			forward:    peers.forward,
			ownAddress: refuse,
		},
		servers: []*httpServer{inbound.requests},
	}
	if settings.discovery == nil {
		return result, nil
	}
	discovery, err := newDiscovery(ctx, *settings.discovery, credentials)
	if err != nil {
		return nil, err
	}
	pool := newPool(ctx, peers.dialer, poolIdleTimeout, metrics)
	peers.resolve = discovery.byAddress
	outbound := newOutbound(discovery, settings.outboundDetectTimeout, pool, peers)
	result.outbound.forward = outbound.forward
	result.servers = append(result.servers, outbound.requests)
	if len(settings.gatewaySuffixes) > 0 {
		server := newHTTPServer(newGateway(gateway{
			settings.gatewaySuffixes, credentials.localName, discovery.byName,
		}, pool, metrics))
		result.inbound.ownAddress = inbound.guard(settings.inboundPort, server.serve)
		result.servers = append(result.servers, server)
	}
	return result, nil
}

func (s *sides) start() error {
	for _, side := range []*forwarder{s.inbound, s.outbound} {
		if err := side.start(); err != nil {
			return err
		}
	}
	return nil
}

// stop takes no new connections and waits for the end of the open ones, at most for the grace period.
func (s *sides) stop(grace time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	s.inbound.stop()
	s.outbound.stop()
	for _, server := range s.servers {
		go server.stop(ctx)
	}
	drain(grace, s.inbound, s.outbound)
}
