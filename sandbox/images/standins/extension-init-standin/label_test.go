package main

import (
	"maps"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic/fake"
)

func TestLabelsAreAddedBesideThoseOfTheNamespace(t *testing.T) {
	for values, level := range map[string]string{
		"cniEnabled: false\n": "privileged",
		"cniEnabled: true\n":  "restricted",
	} {
		client := fake.NewSimpleDynamicClient(runtime.NewScheme(),
			object("Namespace", map[string]any{
				"metadata": map[string]any{
					"name": "linkerd-multicluster", "labels": map[string]any{"team": "mesh"},
				},
			}),
			object("ConfigMap", map[string]any{
				"metadata": map[string]any{"name": "linkerd-config", "namespace": "linkerd"},
				"data":     map[string]any{"values": values},
			}))
		err := label(t.Context(), client, "multicluster", "linkerd-multicluster", "linkerd")
		if err != nil {
			t.Fatal(err)
		}
		got, err := client.Resource(namespaces).Get(t.Context(), "linkerd-multicluster", metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			"team":                               "mesh",
			"linkerd.io/extension":               "multicluster",
			"pod-security.kubernetes.io/enforce": level,
		}
		if !maps.Equal(got.GetLabels(), want) {
			t.Errorf("%q: labels are %v", values, got.GetLabels())
		}
	}
}

func object(kind string, content map[string]any) *unstructured.Unstructured {
	result := &unstructured.Unstructured{Object: content}
	result.SetAPIVersion("v1")
	result.SetKind(kind)
	return result
}
