package main

import (
	"context"
	"encoding/json"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"
)

var (
	namespaces = schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}
	configMaps = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
)

// label sets the two labels of an extension's namespace. A merge patch: the real program's JSON
// patch must first find out whether the namespace has labels at all.
func label(ctx context.Context, client dynamic.Interface, extension, namespace, linkerdNamespace string) error {
	cni, err := cniEnabled(ctx, client, linkerdNamespace)
	if err != nil {
		return err
	}
	// proxy-init needs capabilities that only the privileged level allows; with the CNI plugin
	// there is no proxy-init.
	level := "privileged"
	if cni {
		level = "restricted"
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"labels": map[string]string{
		"linkerd.io/extension":               extension,
		"pod-security.kubernetes.io/enforce": level,
	}}})
	if err != nil {
		return err
	}
	_, err = client.Resource(namespaces).Patch(ctx, namespace, types.MergePatchType, patch,
		metav1.PatchOptions{FieldManager: "kubectl-label"})
	return err
}

// cniEnabled reads the value of the same name from the control plane's configuration.
func cniEnabled(ctx context.Context, client dynamic.Interface, linkerdNamespace string) (bool, error) {
	config, err := client.Resource(configMaps).Namespace(linkerdNamespace).
		Get(ctx, "linkerd-config", metav1.GetOptions{})
	if err != nil {
		return false, err
	}
	text, found, err := unstructured.NestedString(config.Object, "data", "values")
	if err != nil || !found {
		return false, fmt.Errorf("ConfigMap linkerd-config in %s has no key values", linkerdNamespace)
	}
	var values struct {
		CNIEnabled bool `json:"cniEnabled"`
	}
	err = yaml.Unmarshal([]byte(text), &values)
	return values.CNIEnabled, err
}
