package main

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// pod is what policies look at.
type pod struct {
	metav1.ObjectMeta `json:"metadata"`

	Spec struct {
		Containers []container `json:"containers"`
	} `json:"spec"`
}

type container struct {
	Ports []struct {
		Name          string `json:"name"`
		ContainerPort uint16 `json:"containerPort"`
		Protocol      string `json:"protocol"`
	} `json:"ports"`
	LivenessProbe  *probe `json:"livenessProbe"`
	ReadinessProbe *probe `json:"readinessProbe"`
	StartupProbe   *probe `json:"startupProbe"`
}

type probe struct {
	HTTPGet *struct {
		Path string             `json:"path"`
		Port intstr.IntOrString `json:"port"`
	} `json:"httpGet"`
}

// podOf reads the part of a pod that matters.
func podOf(object *unstructured.Unstructured) (pod, error) {
	raw, err := object.MarshalJSON()
	if err != nil {
		return pod{}, err
	}
	var result pod
	return result, json.Unmarshal(raw, &result)
}

// probePaths returns what the kubelet asks of a port, each once.
func probePaths(pod pod, port uint16) []string {
	var result []string
	for _, container := range pod.Spec.Containers {
		for _, probe := range []*probe{
			container.LivenessProbe, container.ReadinessProbe, container.StartupProbe,
		} {
			if probe == nil || probe.HTTPGet == nil || !container.has(probe.HTTPGet.Port, port) {
				continue
			}
			path := probe.HTTPGet.Path
			if parsed, err := url.Parse(path); err == nil && parsed.Path != "" {
				path = parsed.Path // without the query
			} else {
				path = "/"
			}
			result = append(result, path)
		}
	}
	slices.Sort(result)
	return slices.Compact(result)
}

// has tells whether a number, or the name of a port of the container, is this port.
func (c container) has(named intstr.IntOrString, port uint16) bool {
	if named.Type == intstr.Int {
		return named.IntVal == int32(port)
	}
	for _, own := range c.Ports {
		tcp := own.Protocol == "" || own.Protocol == "TCP"
		if tcp && own.Name == named.StrVal && own.ContainerPort == port {
			return true
		}
	}
	return false
}

func selects(server serverSpec, pod pod, port uint16) bool {
	selector, err := metav1.LabelSelectorAsSelector(&server.PodSelector)
	if err != nil || !selector.Matches(labels.Set(pod.Labels)) {
		return false
	}
	if server.Port.Type == intstr.Int {
		return server.Port.IntVal == int32(port)
	}
	return slices.ContainsFunc(pod.Spec.Containers, func(container container) bool {
		return container.has(server.Port, port)
	})
}

// names tells whether an annotation lists a port: "80,8000-8080".
func names(pod pod, annotation string, port uint16) bool {
	for part := range strings.SplitSeq(pod.Annotations[annotation], ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, fromError := strconv.ParseUint(first, 10, 16)
		to, toError := strconv.ParseUint(last, 10, 16)
		if fromError == nil && toError == nil && from <= uint64(port) && uint64(port) <= to {
			return true
		}
	}
	return false
}
