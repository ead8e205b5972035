package main

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/fake"
	k8stesting "k8s.io/client-go/testing"
)

const profileName = "helloworld.sample.svc.cluster.local"

var (
	key   = splitKey{"sample", "split", "helloworld"}
	split = newSplit("helloworld", backend("helloworld", int64(80)), backend("helloworld-cluster1", int64(20)))
	// What split asks for.
	overridden = []any{
		map[string]any{"authority": "helloworld.sample.svc.cluster.local", "weight": "80"},
		map[string]any{"authority": "helloworld-cluster1.sample.svc.cluster.local", "weight": "20"},
	}
	stale = []any{map[string]any{"authority": "old.sample.svc.cluster.local", "weight": "1"}}
)

func TestSyncChangesNothingButDstOverrides(t *testing.T) {
	mine := map[string]any{"team": "mesh"}
	skip := map[string]any{"smi.linkerd.io/skip": "true"}
	routes := []any{map[string]any{"name": "GET /hello"}}
	for _, test := range []struct {
		title          string
		split, profile *unstructured.Unstructured
		expected       *unstructured.Unstructured
	}{
		{
			"no ServiceProfile yet", split, nil,
			profile(nil, map[string]any{"dstOverrides": overridden}),
		},
		{
			"other overrides", split,
			profile(mine, map[string]any{"routes": routes, "dstOverrides": stale}),
			profile(mine, map[string]any{"routes": routes, "dstOverrides": overridden}),
		},
		{
			"a ServiceProfile of somebody else without overrides", split,
			profile(nil, map[string]any{"routes": routes}),
			profile(nil, map[string]any{"routes": routes, "dstOverrides": overridden}),
		},
		{
			"a ServiceProfile that opts out", split,
			profile(skip, map[string]any{"dstOverrides": stale}),
			profile(skip, map[string]any{"dstOverrides": stale}),
		},
		{
			"a deleted TrafficSplit", nil,
			profile(mine, map[string]any{"routes": routes, "dstOverrides": stale}),
			profile(mine, map[string]any{"routes": routes}),
		},
		{
			"a deleted TrafficSplit and a ServiceProfile that opts out", nil,
			profile(skip, map[string]any{"dstOverrides": stale}),
			profile(skip, map[string]any{"dstOverrides": stale}),
		},
		{"a deleted TrafficSplit without a ServiceProfile", nil, nil, nil},
	} {
		client := newClient(test.split, test.profile)
		if err := newController(client, "cluster.local").sync(t.Context(), key); err != nil {
			t.Errorf("%s: %v", test.title, err)
			continue
		}
		if got := readProfile(t, client); !reflect.DeepEqual(got, test.expected) {
			t.Errorf("%s: %v", test.title, got)
		}
	}
}

func TestAnErrorOfTheAPIServerIsTriedAgain(t *testing.T) {
	client := newClient(split, nil)
	failures := 2
	client.PrependReactor("create", "serviceprofiles",
		func(k8stesting.Action) (bool, runtime.Object, error) {
			failures--
			return failures >= 0, nil, errors.New("webhook is not ready")
		})
	start(t, client)
	waitFor(t, client, profile(nil, map[string]any{"dstOverrides": overridden}))
}

func TestTheServiceProfileFollowsTheTrafficSplit(t *testing.T) {
	client := newClient(nil, nil)
	start(t, client)
	splits := client.Resource(trafficSplits).Namespace("sample")

	if _, err := splits.Create(t.Context(), split, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, client, profile(nil, map[string]any{"dstOverrides": overridden}))

	changed := newSplit("helloworld", backend("old", int64(1)))
	if _, err := splits.Update(t.Context(), changed, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, client, profile(nil, map[string]any{"dstOverrides": stale}))

	if err := splits.Delete(t.Context(), "split", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, client, profile(nil, map[string]any{}))
}

// start runs a controller until the test ends.
func start(t *testing.T, client *fake.FakeDynamicClient) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- newController(client, "cluster.local").run(ctx, 2) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	// The fake's watch shows only what happens after it began.
	err := wait.PollUntilContextTimeout(t.Context(), time.Millisecond, 10*time.Second, true,
		func(context.Context) (bool, error) {
			for _, action := range client.Actions() {
				if action.Matches("watch", "trafficsplits") {
					return true, nil
				}
			}
			return false, nil
		})
	if err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, client dynamic.Interface, expected *unstructured.Unstructured) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), time.Millisecond, 10*time.Second, true,
		func(context.Context) (bool, error) {
			return reflect.DeepEqual(readProfile(t, client), expected), nil
		})
	if err != nil {
		t.Fatalf("%v; the ServiceProfile is %v", err, readProfile(t, client))
	}
}

func readProfile(t *testing.T, client dynamic.Interface) *unstructured.Unstructured {
	t.Helper()
	found, err := client.Resource(serviceProfiles).Namespace("sample").
		Get(t.Context(), profileName, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func newClient(objects ...*unstructured.Unstructured) *fake.FakeDynamicClient {
	kinds := map[schema.GroupVersionResource]string{
		trafficSplits: "TrafficSplitList", serviceProfiles: "ServiceProfileList",
	}
	var given []runtime.Object
	for _, object := range objects {
		if object != nil {
			given = append(given, object)
		}
	}
	return fake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), kinds, given...)
}

func profile(annotations, spec map[string]any) *unstructured.Unstructured {
	metadata := map[string]any{"name": profileName, "namespace": "sample"}
	if annotations != nil {
		metadata["annotations"] = annotations
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "linkerd.io/v1alpha2", "kind": "ServiceProfile",
		"metadata": metadata, "spec": spec,
	}}
}
