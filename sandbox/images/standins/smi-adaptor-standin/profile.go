package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// skipAnnotation on a ServiceProfile keeps the adaptor away from it.
const skipAnnotation = "smi.linkerd.io/skip"

// trafficSplit is what the adaptor reads of one in version v1alpha1.
type trafficSplit struct {
	Spec struct {
		Service  string `json:"service"`
		Backends []struct {
			Service string            `json:"service"`
			Weight  resource.Quantity `json:"weight"`
		} `json:"backends"`
	} `json:"spec"`
}

func readSplit(object *unstructured.Unstructured) (trafficSplit, error) {
	var split trafficSplit
	err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &split)
	return split, err
}

// authority names a service in the namespace of the split, as a ServiceProfile is named too.
func authority(service, namespace, clusterDomain string) string {
	return fmt.Sprintf("%s.%s.svc.%s", service, namespace, clusterDomain)
}

// overrides are the backends of a split as spec.dstOverrides of a ServiceProfile.
func (s trafficSplit) overrides(namespace, clusterDomain string) []any {
	result := make([]any, 0, len(s.Spec.Backends))
	for _, backend := range s.Spec.Backends {
		result = append(result, map[string]any{
			"authority": authority(backend.Service, namespace, clusterDomain),
			"weight":    backend.Weight.String(),
		})
	}
	return result
}

// newProfile has no owner: the real adaptor's ServiceProfiles outlive their TrafficSplits too.
func newProfile(name, namespace string, overrides []any) *unstructured.Unstructured {
	profile := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"dstOverrides": overrides},
	}}
	profile.SetAPIVersion("linkerd.io/v1alpha2")
	profile.SetKind("ServiceProfile")
	profile.SetName(name)
	profile.SetNamespace(namespace)
	return profile
}

func skipped(profile *unstructured.Unstructured) bool {
	_, ok := profile.GetAnnotations()[skipAnnotation]
	return ok
}
