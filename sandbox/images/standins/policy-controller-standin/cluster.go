package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/cache"
)

// watched is by kind what policies are made from, in the versions of linkerd-crds 1.8.
var watched = map[string]schema.GroupVersionResource{
	"Pod":                   {Version: "v1", Resource: "pods"},
	"Server":                {Group: policyGroup, Version: "v1beta1", Resource: "servers"},
	"AuthorizationPolicy":   {Group: policyGroup, Version: "v1alpha1", Resource: "authorizationpolicies"},
	"MeshTLSAuthentication": {Group: policyGroup, Version: "v1alpha1", Resource: "meshtlsauthentications"},
	"NetworkAuthentication": {Group: policyGroup, Version: "v1alpha1", Resource: "networkauthentications"},
}

// cluster keeps what is watched.
type cluster struct {
	informers map[string]cache.SharedIndexInformer

	mutex   sync.Mutex
	changed chan struct{} // closed at the next change
}

func newCluster(client dynamic.Interface) (*cluster, error) {
	result := &cluster{
		informers: map[string]cache.SharedIndexInformer{}, changed: make(chan struct{}),
	}
	for kind, resource := range watched {
		informer := cache.NewSharedIndexInformer(
			cache.ToListWatcherWithWatchListSemantics(&cache.ListWatch{
				ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
					return client.Resource(resource).List(ctx, options)
				},
				WatchFuncWithContext: client.Resource(resource).Watch,
			}, client),
			&unstructured.Unstructured{}, 0,
			cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc},
		)
		_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { result.change() },
			UpdateFunc: func(any, any) { result.change() },
			DeleteFunc: func(any) { result.change() },
		})
		if err != nil {
			return nil, err
		}
		result.informers[kind] = informer
	}
	return result, nil
}

// start returns when everything has been listed, and watches on until the context ends.
func (c *cluster) start(ctx context.Context) error {
	var listed []cache.InformerSynced
	for _, informer := range c.informers {
		go informer.RunWithContext(ctx)
		listed = append(listed, informer.HasSynced)
	}
	if !cache.WaitForCacheSync(ctx.Done(), listed...) {
		return errors.New("ended before everything was listed")
	}
	return nil
}

func (c *cluster) change() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	close(c.changed)
	c.changed = make(chan struct{})
}

// next returns what is closed at the next change.
func (c *cluster) next() <-chan struct{} {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.changed
}

func (c *cluster) list(kind, namespace string) []*unstructured.Unstructured {
	found, _ := c.informers[kind].GetIndexer().ByIndex(cache.NamespaceIndex, namespace)
	result := make([]*unstructured.Unstructured, 0, len(found))
	for _, object := range found {
		result = append(result, object.(*unstructured.Unstructured))
	}
	slices.SortFunc(result, func(a, b *unstructured.Unstructured) int {
		return cmp.Compare(a.GetName(), b.GetName())
	})
	return result
}

func (c *cluster) get(kind, namespace, name string) *unstructured.Unstructured {
	object, found, _ := c.informers[kind].GetIndexer().GetByKey(namespace + "/" + name)
	if !found {
		return nil
	}
	return object.(*unstructured.Unstructured)
}
