package main

import (
	"context"
	"maps"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/destination"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const contextToken = `{"ns":"shop", "nodeName":"node1", "pod":"web-1"}`

// destination is linkerd-destination as a test scripts it: every path answers with what is sent into
// its channel, a closed channel ends its streams, and any other path is refused.
type destination struct {
	pb.UnimplementedDestinationServer
	address  string
	profiles map[string]chan *pb.DestinationProfile
	updates  map[string]chan *pb.Update
	opened   chan string // paths that were asked for
	ended    chan string // paths whose client has gone

	mutex sync.Mutex
	asked map[string]int // how often each call was made with each path
}

func startDestination(t *testing.T) *destination {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	result := &destination{
		address:  listener.Addr().String(),
		profiles: map[string]chan *pb.DestinationProfile{},
		updates:  map[string]chan *pb.Update{},
		opened:   make(chan string, 10),
		ended:    make(chan string, 10),
		asked:    map[string]int{},
	}
	server := grpc.NewServer()
	pb.RegisterDestinationServer(server, result)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return result
}

// says makes a path answer with these messages; more can be sent into the channel.
func says[Message any](channels map[string]chan Message, path string, messages ...Message) chan Message {
	channel := make(chan Message, 10)
	for _, message := range messages {
		channel <- message
	}
	channels[path] = channel
	return channel
}

// breakOff ends the stream of a service's endpoints, waits for the next, and returns its channel.
func (d *destination) breakOff(t *testing.T, path string, channel chan *pb.Update) chan *pb.Update {
	t.Helper()
	for len(d.opened) > 0 {
		<-d.opened
	}
	d.mutex.Lock()
	next := says(d.updates, path)
	d.mutex.Unlock()
	close(channel)
	select {
	case <-d.opened:
	case <-time.After(patience):
		t.Fatal("not asked for again")
	}
	return next
}

func (d *destination) Get(request *pb.GetDestination, stream pb.Destination_GetServer) error {
	return answer(d, "Get", request, d.updates, stream.Send, stream.Context())
}

func (d *destination) GetProfile(
	request *pb.GetDestination, stream pb.Destination_GetProfileServer,
) error {
	return answer(d, "GetProfile", request, d.profiles, stream.Send, stream.Context())
}

func answer[Message any](
	d *destination, call string, request *pb.GetDestination, channels map[string]chan Message,
	send func(Message) error, ctx context.Context,
) error {
	d.mutex.Lock()
	asked := call + " " + request.GetPath()
	if request.GetContextToken() != contextToken {
		asked += " without the context token"
	}
	d.asked[asked]++
	channel, found := channels[request.GetPath()]
	d.mutex.Unlock()
	d.opened <- request.GetPath()
	if !found {
		return status.Error(codes.NotFound, "no such service")
	}
	for {
		select {
		case message, open := <-channel:
			if !open {
				return nil
			}
			if err := send(message); err != nil {
				return err
			}
		case <-ctx.Done():
			d.ended <- request.GetPath()
			return nil
		}
	}
}

func (d *destination) askedFor() map[string]int {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return maps.Clone(d.asked)
}

func discover(t *testing.T, address string, idle time.Duration) *discovery {
	t.Helper()
	result, err := newDiscovery(t.Context(), discoverySettings{
		serviceAddr: address, contextToken: contextToken, idleTimeout: idle,
		networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}, newCredentials(nil))
	if err != nil {
		t.Fatal(err)
	}
	return result
}
