package main

import (
	"encoding/json"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestBackendsBecomeOverridesInTheirOrder(t *testing.T) {
	for _, test := range []struct {
		weights  string // of the backends b0 and b1, as JSON
		expected []string
	}{
		{`[50, 50]`, []string{"50", "50"}},
		{`[100, 0]`, []string{"100", "0"}},
		{`["500m", "1500m"]`, []string{"500m", "1500m"}},
		{`["0.9", "1k"]`, []string{"900m", "1k"}},
		// A weight that was written in version v1alpha2, whose CRD allows fractions.
		{`[0.25, 0.75]`, []string{"250m", "750m"}},
	} {
		var weights []any
		if err := json.Unmarshal([]byte(test.weights), &weights); err != nil {
			t.Fatal(err)
		}
		split, err := readSplit(newSplit("helloworld",
			backend("b0", weights[0]), backend("b1", weights[1])))
		if err != nil {
			t.Fatal(err)
		}
		expected := []any{
			map[string]any{"authority": "b0.sample.svc.example.org", "weight": test.expected[0]},
			map[string]any{"authority": "b1.sample.svc.example.org", "weight": test.expected[1]},
		}
		if got := split.overrides("sample", "example.org"); !reflect.DeepEqual(got, expected) {
			t.Errorf("%s: %v", test.weights, got)
		}
	}
}

func TestAWeightThatIsNoQuantityIsAnError(t *testing.T) {
	if _, err := readSplit(newSplit("helloworld", backend("b0", "half"))); err == nil {
		t.Error("no error")
	}
}

func newSplit(apex string, backends ...any) *unstructured.Unstructured {
	split := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"service": apex, "backends": backends},
	}}
	split.SetAPIVersion("split.smi-spec.io/v1alpha1")
	split.SetKind("TrafficSplit")
	split.SetNamespace("sample")
	split.SetName("split")
	return split
}

func backend(service string, weight any) map[string]any {
	return map[string]any{"service": service, "weight": weight}
}
