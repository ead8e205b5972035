package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
)

// admissionReview is the part of admission.k8s.io/v1 that allowing everything needs.
type admissionReview struct {
	APIVersion string             `json:"apiVersion"`
	Kind       string             `json:"kind"`
	Request    *admissionRequest  `json:"request,omitempty"`
	Response   *admissionResponse `json:"response,omitempty"`
}

type admissionRequest struct {
	UID  string `json:"uid"`
	Kind struct {
		Group string `json:"group"`
		Kind  string `json:"kind"`
	} `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Object    struct {
		Spec any `json:"spec"`
	} `json:"object"`
}

type admissionResponse struct {
	UID     string           `json:"uid"`
	Allowed bool             `json:"allowed"`
	Status  *admissionStatus `json:"status,omitempty"`
}

type admissionStatus struct {
	Message string `json:"message"`
}

// review allows the object in question if it can be enforced.
func review(response http.ResponseWriter, request *http.Request) {
	var asked admissionReview
	body := http.MaxBytesReader(response, request.Body, 8<<20)
	if err := json.NewDecoder(body).Decode(&asked); err != nil || asked.Request == nil {
		http.Error(response, "not an AdmissionReview with a request", http.StatusBadRequest)
		return
	}
	answer := &admissionResponse{UID: asked.Request.UID, Allowed: true}
	if err := check(asked.Request.Kind.Kind, asked.Request.Object.Spec); err != nil {
		answer = &admissionResponse{UID: answer.UID, Status: &admissionStatus{err.Error()}}
	}
	slog.Info("reviewed", "group", asked.Request.Kind.Group, "kind", asked.Request.Kind.Kind,
		"namespace", asked.Request.Namespace, "name", asked.Request.Name, "allowed", answer.Allowed)
	response.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(response).Encode(admissionReview{
		APIVersion: asked.APIVersion,
		Kind:       asked.Kind,
		Response:   answer,
	})
}
