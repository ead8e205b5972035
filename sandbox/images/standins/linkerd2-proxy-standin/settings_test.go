package main

import (
	"net/netip"
	"reflect"
	"testing"
	"time"
)

func TestReadSettings(t *testing.T) {
	injected := map[string]string{
		"LINKERD2_PROXY_ADMIN_LISTEN_ADDR":        "0.0.0.0:4191",
		"LINKERD2_PROXY_OUTBOUND_CONNECT_TIMEOUT": "1000ms",
		"LINKERD2_PROXY_INBOUND_DETECT_TIMEOUT":   "365d",
		"LINKERD2_PROXY_INBOUND_GATEWAY_SUFFIXES": "svc.cluster.local.,example.org.",
		"LINKERD2_PROXY_INBOUND_IPS":              "10.42.1.5,fd00::5",
	}
	got, err := readSettings(func(name string) string { return injected[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := settings{
		adminAddress: "0.0.0.0:4191", inboundAddress: "0.0.0.0:4143", outboundAddress: "127.0.0.1:4140",
		inboundPort: 4143, defaultPolicy: "all-unauthenticated",
		inboundConnectTimeout: 100 * time.Millisecond, outboundConnectTimeout: time.Second,
		inboundDetectTimeout: 365 * 24 * time.Hour, outboundDetectTimeout: 10 * time.Second,
		shutdownGrace:   2 * time.Minute,
		gatewaySuffixes: []string{"svc.cluster.local.", "example.org."},
		podAddresses:    []netip.Addr{netip.MustParseAddr("10.42.1.5"), netip.MustParseAddr("fd00::5")},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestReadSettingsOfTheDestinationService(t *testing.T) {
	injected := map[string]string{
		"LINKERD2_PROXY_DESTINATION_SVC_ADDR":            "linkerd-dst-headless.linkerd.svc.cluster.local.:8086",
		"LINKERD2_PROXY_DESTINATION_SVC_NAME":            "linkerd-destination.linkerd.serviceaccount.identity.linkerd.cluster.local",
		"LINKERD2_PROXY_DESTINATION_CONTEXT":             contextToken,
		"LINKERD2_PROXY_DESTINATION_PROFILE_NETWORKS":    "10.0.0.0/8,192.168.0.0/16",
		"LINKERD2_PROXY_OUTBOUND_DISCOVERY_IDLE_TIMEOUT": "5s",
	}
	got, err := readSettings(func(name string) string { return injected[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := discoverySettings{
		serviceAddr:  "linkerd-dst-headless.linkerd.svc.cluster.local.:8086",
		serviceName:  "linkerd-destination.linkerd.serviceaccount.identity.linkerd.cluster.local",
		contextToken: contextToken,
		networks: []netip.Prefix{
			netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.168.0.0/16"),
		},
		idleTimeout: 5 * time.Second,
	}
	if !reflect.DeepEqual(*got.discovery, want) {
		t.Errorf("got %+v\nwant %+v", *got.discovery, want)
	}
}

func TestReadSettingsOfThePolicyController(t *testing.T) {
	injected := map[string]string{
		"LINKERD2_PROXY_POLICY_SVC_ADDR":                "linkerd-policy.linkerd.svc.cluster.local.:8090",
		"LINKERD2_PROXY_POLICY_SVC_NAME":                "linkerd-destination.linkerd.serviceaccount.identity.linkerd.cluster.local",
		"LINKERD2_PROXY_POLICY_WORKLOAD":                "shop:web-1",
		"LINKERD2_PROXY_POLICY_CLUSTER_NETWORKS":        "10.0.0.0/8,192.168.0.0/16",
		"LINKERD2_PROXY_INBOUND_DEFAULT_POLICY":         "cluster-authenticated",
		"LINKERD2_PROXY_INBOUND_DISCOVERY_IDLE_TIMEOUT": "90s",
	}
	got, err := readSettings(func(name string) string { return injected[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := settings{
		policy: &policySettings{
			serviceAddr: "linkerd-policy.linkerd.svc.cluster.local.:8090",
			serviceName: "linkerd-destination.linkerd.serviceaccount.identity.linkerd.cluster.local",
			workload:    "shop:web-1",
			idleTimeout: 90 * time.Second,
		},
		defaultPolicy: "cluster-authenticated",
		clusterNetworks: []netip.Prefix{
			netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.168.0.0/16"),
		},
	}
	part := settings{policy: got.policy, defaultPolicy: got.defaultPolicy, clusterNetworks: got.clusterNetworks}
	if !reflect.DeepEqual(part, want) {
		t.Errorf("got %+v\nwant %+v", part, want)
	}
}

func TestReadSettingsNamesTheVariableAtFault(t *testing.T) {
	for _, test := range []struct {
		variables map[string]string
		want      string
	}{
		{
			map[string]string{"LINKERD2_PROXY_INBOUND_CONNECT_TIMEOUT": "soon"},
			`LINKERD2_PROXY_INBOUND_CONNECT_TIMEOUT is "soon": write a number and ms, s, m, h or d`,
		},
		{
			map[string]string{"LINKERD2_PROXY_IDENTITY_SVC_ADDR": "localhost.:8080"},
			"LINKERD2_PROXY_IDENTITY_DIR is not set, but LINKERD2_PROXY_IDENTITY_SVC_ADDR is",
		},
		{
			map[string]string{
				"LINKERD2_PROXY_DESTINATION_SVC_ADDR":         "localhost.:8086",
				"LINKERD2_PROXY_DESTINATION_PROFILE_NETWORKS": "10.0.0.0/8,everything",
			},
			`LINKERD2_PROXY_DESTINATION_PROFILE_NETWORKS holds "everything": write networks like 10.0.0.0/8, with commas between`,
		},
		{
			map[string]string{"LINKERD2_PROXY_INBOUND_IPS": "10.42.1.5,here"},
			`LINKERD2_PROXY_INBOUND_IPS holds "here": write addresses like 10.42.1.5, with commas between`,
		},
	} {
		_, err := readSettings(func(name string) string { return test.variables[name] })
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v\nwant %s", err, test.want)
		}
	}
}
