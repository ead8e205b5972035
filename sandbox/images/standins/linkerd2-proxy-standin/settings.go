package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// settings is what this stand-in understands of the real proxy's environment; the names and defaults
// are those of the real proxy, so that the injector's output configures both.
type settings struct {
	adminAddress           string
	inboundAddress         string
	outboundAddress        string
	inboundConnectTimeout  time.Duration
	outboundConnectTimeout time.Duration
	inboundDetectTimeout   time.Duration
	outboundDetectTimeout  time.Duration
	shutdownGrace          time.Duration
	gatewaySuffixes        []string // of the names that a gateway routes to; none: it is no gateway
	inboundPort            uint16
	podAddresses           []netip.Addr
	defaultPolicy          string         // of connections before the policy controller has answered
	clusterNetworks        []netip.Prefix // that default policies are about
	jsonLog                bool
	identity               *identitySettings  // nil: no identity service is configured
	discovery              *discoverySettings // nil: no destination service is configured
	policy                 *policySettings    // nil: no policy controller is configured
}

type identitySettings struct {
	directory    string // holds key.p8 and csr.der, written by linkerd2-proxy-identity
	trustAnchors string // PEM bundle
	tokenFile    string
	serviceAddr  string
	serviceName  string
	localName    string
}

type discoverySettings struct {
	serviceAddr  string
	serviceName  string
	contextToken string         // tells linkerd-destination which pod asks
	networks     []netip.Prefix // destinations that linkerd-destination may know
	idleTimeout  time.Duration
}

type policySettings struct {
	serviceAddr string
	serviceName string
	workload    string // which pod asks
	idleTimeout time.Duration
}

const prefix = "LINKERD2_PROXY_"

// readSettings reports the first variable that is missing or malformed, with its value.
func readSettings(getenv func(string) string) (settings, error) {
	reader := environment{getenv: getenv}
	result := settings{
		adminAddress:           reader.text("ADMIN_LISTEN_ADDR", "127.0.0.1:4191"),
		inboundAddress:         reader.text("INBOUND_LISTEN_ADDR", "0.0.0.0:4143"),
		outboundAddress:        reader.text("OUTBOUND_LISTEN_ADDR", "127.0.0.1:4140"),
		inboundConnectTimeout:  reader.duration("INBOUND_CONNECT_TIMEOUT", 100*time.Millisecond),
		outboundConnectTimeout: reader.duration("OUTBOUND_CONNECT_TIMEOUT", time.Second),
		inboundDetectTimeout:   reader.duration("INBOUND_DETECT_TIMEOUT", 10*time.Second),
		outboundDetectTimeout:  reader.duration("OUTBOUND_DETECT_TIMEOUT", 10*time.Second),
		shutdownGrace:          reader.duration("SHUTDOWN_GRACE_PERIOD", 2*time.Minute),
		gatewaySuffixes:        reader.list("INBOUND_GATEWAY_SUFFIXES"),
		podAddresses:           listOf(&reader, "INBOUND_IPS", "addresses like 10.42.1.5", netip.ParseAddr),
		defaultPolicy:          reader.text("INBOUND_DEFAULT_POLICY", "all-unauthenticated"),
		clusterNetworks:        listOf(&reader, "POLICY_CLUSTER_NETWORKS", "networks like 10.0.0.0/8", netip.ParsePrefix),
		jsonLog:                reader.text("LOG_FORMAT", "plain") == "json",
	}
	if listener, err := netip.ParseAddrPort(result.inboundAddress); err == nil {
		result.inboundPort = listener.Port()
	}
	if address := reader.text("IDENTITY_SVC_ADDR", ""); address != "" {
		result.identity = &identitySettings{
			directory:    reader.required("IDENTITY_DIR"),
			trustAnchors: reader.required("IDENTITY_TRUST_ANCHORS"),
			tokenFile:    reader.required("IDENTITY_TOKEN_FILE"),
			serviceAddr:  address,
			serviceName:  reader.required("IDENTITY_SVC_NAME"),
			localName:    reader.required("IDENTITY_LOCAL_NAME"),
		}
	}
	if address := reader.text("DESTINATION_SVC_ADDR", ""); address != "" {
		result.discovery = &discoverySettings{
			serviceAddr:  address,
			serviceName:  reader.text("DESTINATION_SVC_NAME", ""),
			contextToken: reader.text("DESTINATION_CONTEXT", ""),
			networks:     listOf(&reader, "DESTINATION_PROFILE_NETWORKS", "networks like 10.0.0.0/8", netip.ParsePrefix),
			idleTimeout:  reader.duration("OUTBOUND_DISCOVERY_IDLE_TIMEOUT", 5*time.Second),
		}
		if result.identity != nil {
			result.discovery.serviceName = reader.required("DESTINATION_SVC_NAME")
		}
	}
	if address := reader.text("POLICY_SVC_ADDR", ""); address != "" {
		result.policy = &policySettings{
			serviceAddr: address,
			serviceName: reader.text("POLICY_SVC_NAME", ""),
			workload:    reader.text("POLICY_WORKLOAD", ""),
			idleTimeout: reader.duration("INBOUND_DISCOVERY_IDLE_TIMEOUT", 90*time.Second),
		}
		if result.identity != nil {
			result.policy.serviceName = reader.required("POLICY_SVC_NAME")
		}
	}
	return result, reader.err
}

// environment reads variables and keeps the first error.
type environment struct {
	getenv func(string) string
	err    error
}

func (e *environment) text(name, fallback string) string {
	if value := e.getenv(prefix + name); value != "" {
		return value
	}
	return fallback
}

func (e *environment) required(name string) string {
	value := e.getenv(prefix + name)
	if value == "" && e.err == nil {
		e.err = fmt.Errorf("%s%s is not set, but %sIDENTITY_SVC_ADDR is", prefix, name, prefix)
	}
	return value
}

func (e *environment) duration(name string, fallback time.Duration) time.Duration {
	value := e.getenv(prefix + name)
	if value == "" {
		return fallback
	}
	result, err := parseDuration(value)
	if err != nil && e.err == nil {
		e.err = fmt.Errorf("%s%s is %q: write a number and ms, s, m, h or d", prefix, name, value)
	}
	return result
}

// list returns the parts between commas.
func (e *environment) list(name string) []string {
	return strings.FieldsFunc(e.getenv(prefix+name), func(r rune) bool { return r == ',' })
}

func listOf[Part any](
	e *environment, name, what string, parse func(string) (Part, error),
) []Part {
	var result []Part
	for _, text := range e.list(name) {
		part, err := parse(text)
		if err != nil && e.err == nil {
			e.err = fmt.Errorf("%s%s holds %q: write %s, with commas between", prefix, name, text, what)
		}
		result = append(result, part)
	}
	return result
}

// parseDuration adds days to Go's units: the injector writes "365d" to switch detection off.
func parseDuration(text string) (time.Duration, error) {
	if days, found := strings.CutSuffix(text, "d"); found {
		count, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(count) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}
