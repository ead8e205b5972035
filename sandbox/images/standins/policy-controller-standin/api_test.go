package main

import (
	"context"
	"net"
	"testing"
	"time"

	pb "github.com/linkerd/linkerd2-proxy-api/go/inbound"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/fake"
)

// serve answers for a cluster with these objects.
func serve(t *testing.T, documents string) (pb.InboundServerPoliciesClient, dynamic.Interface) {
	t.Helper()
	kinds := map[schema.GroupVersionResource]string{}
	for kind, resource := range watched {
		kinds[resource] = kind + "List"
	}
	client := fake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), kinds)
	for _, object := range parse(t, documents) {
		create(t, client, object)
	}
	cluster, err := newCluster(client)
	if err != nil {
		t.Fatal(err)
	}
	if err := cluster.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pb.RegisterInboundServerPoliciesServer(server, &api{mesh: testMesh, cluster: cluster})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	connection, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return pb.NewInboundServerPoliciesClient(connection), client
}

func create(t *testing.T, client dynamic.Interface, object *unstructured.Unstructured) {
	t.Helper()
	resource := watched[object.GetKind()]
	object.SetAPIVersion(resource.GroupVersion().String())
	_, err := client.Resource(resource).Namespace(object.GetNamespace()).
		Create(t.Context(), object, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAProxyIsToldOfChanges(t *testing.T) {
	policies, client := serve(t, mirrorPod)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	stream, err := policies.WatchPort(ctx, &pb.PortSpec{Workload: "mc:mirror-1", Port: 9999})
	if err != nil {
		t.Fatal(err)
	}
	expect := func(want string) {
		t.Helper()
		policy, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if got := words(policy); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
	expect("detect default/all-unauthenticated: anybody from " + anywhere)
	objects := parse(t, chart)
	// Nothing of the first three concerns the port, and nothing is told of it.
	for _, index := range []int{3, 4, 5, 0} {
		create(t, client, objects[index])
	}
	expect("HTTP/1 server/service-mirror:")
	create(t, client, objects[1])
	expect("HTTP/1 server/service-mirror: prometheus.viz.serviceaccount.identity.linkerd.cluster.local from " + anywhere)
	err = client.Resource(watched["Pod"]).Namespace("mc").Delete(ctx, "mirror-1", metav1.DeleteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); status.Convert(err).Message() != "unknown server" {
		t.Errorf("got %v", err)
	}
}

func TestAQuestionThatIsNone(t *testing.T) {
	policies, _ := serve(t, mirrorPod)
	for _, test := range []struct {
		workload string
		port     uint32
		want     string
	}{
		{"mirror-1", 80, "InvalidArgument Invalid workload: mirror-1"},
		{":mirror-1", 80, "InvalidArgument Invalid workload: :mirror-1"},
		{"mc:mirror-1", 0, "InvalidArgument Invalid port: 0"},
		{"mc:mirror-1", 65536 + 80, "InvalidArgument Invalid port: 65616"},
		{"mc:mirror-2", 80, "NotFound unknown server"},
	} {
		_, err := policies.GetPort(t.Context(), &pb.PortSpec{Workload: test.workload, Port: test.port})
		if got := status.Code(err).String() + " " + status.Convert(err).Message(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
