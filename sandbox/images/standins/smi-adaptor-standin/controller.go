package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

var (
	trafficSplits = schema.GroupVersionResource{
		Group: "split.smi-spec.io", Version: "v1alpha1", Resource: "trafficsplits",
	}
	serviceProfiles = schema.GroupVersionResource{
		Group: "linkerd.io", Version: "v1alpha2", Resource: "serviceprofiles",
	}
)

// resync is how long a ServiceProfile that somebody else changed stays so, as with the real adaptor.
const resync = 10 * time.Minute

// splitKey names the apex too: once the TrafficSplit is gone, nothing else tells whose
// ServiceProfile was written for it.
type splitKey struct{ namespace, name, apex string }

// controller writes the backends of every TrafficSplit into the ServiceProfile of its apex.
type controller struct {
	client        dynamic.Interface
	clusterDomain string
	queue         workqueue.TypedRateLimitingInterface[splitKey]
}

func newController(client dynamic.Interface, clusterDomain string) *controller {
	limiter := workqueue.DefaultTypedControllerRateLimiter[splitKey]()
	return &controller{client, clusterDomain, workqueue.NewTypedRateLimitingQueue(limiter)}
}

// run watches until the context ends.
func (c *controller) run(ctx context.Context, workers int) error {
	defer c.queue.ShutDown()
	splits := c.client.Resource(trafficSplits)
	informer := cache.NewSharedInformer(cache.ToListWatcherWithWatchListSemantics(&cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			return splits.List(ctx, options)
		},
		WatchFuncWithContext: splits.Watch,
	}, c.client), &unstructured.Unstructured{}, resync)
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    c.enqueue,
		UpdateFunc: func(_, split any) { c.enqueue(split) },
		DeleteFunc: c.enqueue,
	})
	if err != nil {
		return err
	}
	go informer.RunWithContext(ctx)
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return errors.New("ended before the TrafficSplits were listed")
	}
	slog.Info("watching TrafficSplits", "clusterDomain", c.clusterDomain)
	for range workers {
		go c.work(ctx)
	}
	<-ctx.Done()
	return nil
}

// enqueue drops a deletion that the watch missed (a tombstone of the cache), as the real adaptor
// does: the dstOverrides of such a TrafficSplit stay.
func (c *controller) enqueue(object any) {
	split, ok := object.(*unstructured.Unstructured)
	if !ok {
		slog.Error("missed the deletion of a TrafficSplit")
		return
	}
	apex, _, _ := unstructured.NestedString(split.Object, "spec", "service")
	c.queue.Add(splitKey{split.GetNamespace(), split.GetName(), apex})
}

func (c *controller) work(ctx context.Context) {
	for {
		key, shutdown := c.queue.Get()
		if shutdown {
			return
		}
		if err := c.sync(ctx, key); err != nil {
			slog.Error("again later", "namespace", key.namespace, "trafficSplit", key.name, "error", err)
			c.queue.AddRateLimited(key)
		} else {
			c.queue.Forget(key)
		}
		c.queue.Done(key)
	}
}

// sync changes dstOverrides and nothing else in a ServiceProfile that is there already.
func (c *controller) sync(ctx context.Context, key splitKey) error {
	object, err := c.client.Resource(trafficSplits).Namespace(key.namespace).
		Get(ctx, key.name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return c.empty(ctx, key)
	}
	if err != nil {
		return err
	}
	split, err := readSplit(object)
	if err != nil {
		return err
	}
	overrides := split.overrides(key.namespace, c.clusterDomain)
	name := authority(split.Spec.Service, key.namespace, c.clusterDomain)
	profiles := c.client.Resource(serviceProfiles).Namespace(key.namespace)
	profile, err := profiles.Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		created := newProfile(name, key.namespace, overrides)
		_, err = profiles.Create(ctx, created, metav1.CreateOptions{})
		return err
	}
	if err != nil || skipped(profile) {
		return err
	}
	err = unstructured.SetNestedSlice(profile.Object, overrides, "spec", "dstOverrides")
	if err != nil {
		return err
	}
	_, err = profiles.Update(ctx, profile, metav1.UpdateOptions{})
	return err
}

// empty takes the dstOverrides of a deleted TrafficSplit away; the ServiceProfile stays.
func (c *controller) empty(ctx context.Context, key splitKey) error {
	profiles := c.client.Resource(serviceProfiles).Namespace(key.namespace)
	name := authority(key.apex, key.namespace, c.clusterDomain)
	profile, err := profiles.Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil || skipped(profile) {
		return err
	}
	unstructured.RemoveNestedField(profile.Object, "spec", "dstOverrides")
	_, err = profiles.Update(ctx, profile, metav1.UpdateOptions{})
	return err
}
