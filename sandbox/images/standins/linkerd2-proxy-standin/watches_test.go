package main

import (
	"maps"
	"net/netip"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
)

func TestAWatchStaysOpenAndItsUpdatesAreFollowed(t *testing.T) {
	server := startDestination(t)
	says(server.profiles, clusterAddress, webShop)
	updates := says(server.updates, servicePath, add(weighted(first, 1)))
	discovery := discover(t, server.address, time.Minute)
	expectAddress(t, discovery, clusterIP, first)
	updates <- add(weighted(second, 1))
	updates <- remove(first)
	eventually(t, discovery, second)
	want := map[string]int{"GetProfile " + clusterAddress: 1, "Get " + servicePath: 1}
	if asked := server.askedFor(); !maps.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
}

func TestALostWatchKeepsItsEndpointsUntilTheNextOneSpeaks(t *testing.T) {
	server := startDestination(t)
	says(server.profiles, clusterAddress, webShop)
	updates := says(server.updates, servicePath, add(weighted(first, 1)))
	discovery := discover(t, server.address, time.Minute)
	expectAddress(t, discovery, clusterIP, first)

	again := server.breakOff(t, servicePath, updates)
	expectAddress(t, discovery, clusterIP, first)
	again <- add(weighted(second, 1))
	eventually(t, discovery, second)
	service, _ := discovery.endpoints.latest(t.Context(), servicePath)
	want := known(map[netip.AddrPort]uint32{second: 1})
	if !maps.Equal(service.byAddr, want.byAddr) {
		t.Errorf("kept %v, want %v", service, want)
	}
}

func TestAServiceThatIsGoneWhenTheWatchResumesIsForgotten(t *testing.T) {
	server := startDestination(t)
	says(server.profiles, clusterAddress, webShop)
	updates := says(server.updates, servicePath, add(weighted(first, 1)))
	discovery := discover(t, server.address, time.Minute)
	expectAddress(t, discovery, clusterIP, first)
	server.mutex.Lock()
	delete(server.updates, servicePath)
	server.mutex.Unlock()
	close(updates)
	eventually(t, discovery, clusterIP)
}

func TestAWatchThatNobodyUsesEnds(t *testing.T) {
	server := startDestination(t)
	says(server.profiles, clusterAddress, &pb.DestinationProfile{})
	discovery := discover(t, server.address, 50*time.Millisecond)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		// Again each time: on a busy machine a watch may end before its request is sent.
		expectAddress(t, discovery, clusterIP, clusterIP)
		select {
		case path := <-server.ended:
			if path != clusterAddress {
				t.Errorf("ended %q", path)
			}
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
	t.Error("still open")
}
