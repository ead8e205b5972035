package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// gateway routes the requests of other clusters' proxies, which connect to the inbound port itself, by
// their authority. The checks, their answers and the header are those of the real proxy.
type gateway struct {
	suffixes  []string // of the names that it routes to, "." for every name
	localName string   // its own identity
	find      func(host string, port uint16) (endpoint, error)
}

// newGateway returns what answers the requests.
func newGateway(gateway gateway, pool *pool, metrics *metrics) http.Handler {
	return metrics.received(newExchange(pool, gateway.route))
}

func (g gateway) route(request *http.Request) (endpoint, error) {
	client := clientIdentity(request)
	host, port, err := g.admit(client, request.Host, request.Header["Forwarded"])
	if err != nil {
		return endpoint{}, err
	}
	request.Header.Add("Forwarded",
		fmt.Sprintf("by=%s;for=%s;host=%s;proto=https", g.localName, client, request.Host))
	return g.find(host, port)
}

// admit returns where a request wants to go, or why it may not.
func (g gateway) admit(
	client, authority string, forwarded []string,
) (host string, port uint16, err error) {
	if client == "" {
		return "", 0, &refusal{http.StatusForbidden, "no identity provided"}
	}
	if client == g.localName || forwardedBy(forwarded, g.localName) {
		return "", 0, &refusal{http.StatusLoopDetected, "gateway loop detected"}
	}
	host, port, err = splitAuthority(authority)
	if err != nil || !g.serves(host) {
		return "", 0, &refusal{http.StatusNotFound, "bad gateway domain " + strconv.Quote(authority)}
	}
	return host, port, nil
}

// forwardedBy tells whether a request has already been through the proxy with an identity.
func forwardedBy(forwarded []string, identity string) bool {
	for _, value := range forwarded {
		// One header may hold the elements of several (RFC 7239, section 4).
		for pair := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == ',' }) {
			if strings.TrimSpace(pair) == "by="+identity {
				return true
			}
		}
	}
	return false
}

// serves tells whether a name is below one of the suffixes.
func (g gateway) serves(host string) bool {
	for _, suffix := range g.suffixes {
		suffix = strings.Trim(suffix, ".")
		if suffix == "" || strings.HasSuffix(host, "."+suffix) {
			return true
		}
	}
	return false
}

// splitAuthority returns a name without its final dot, in lower case; without a port it is HTTP's.
func splitAuthority(authority string) (host string, port uint16, err error) {
	host, digits, err := net.SplitHostPort(authority)
	if err != nil {
		host, digits = authority, "80"
	}
	number, err := strconv.ParseUint(digits, 10, 16)
	return strings.ToLower(strings.TrimSuffix(host, ".")), uint16(number), err
}
